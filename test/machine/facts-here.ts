import { factModules } from '../../agent/facts/list.ts';
import { localHost } from '../../agent/host/host.ts';
import { scan } from '../../agent/scan.ts';

// Prints what some sections say of this machine, as JSON by section: `node facts-here.ts firewall accounts`.
const wanted = process.argv.slice(2);
const modules = Object.values(factModules).filter(({ name }) => wanted.includes(name));
const { sections } = await scan(localHost(), modules, { skip: [], settings: { repositories: [], networks: [] } });
const contents = Object.entries(sections).map(([name, { content }]) => [name, content ? (JSON.parse(content.toString()) as unknown) : null]);
process.stdout.write(JSON.stringify(Object.fromEntries(contents)));
