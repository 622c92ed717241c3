import fs from 'node:fs';
import path from 'node:path';
import { sha256 } from '../../wire/snapshot.ts';

/** A file of the rulebook as it was read. */
export interface TextFile {
  /** Below the root of the rulebook, with `/`: `catalog/EOL/EOL-001.yaml`. */
  readonly name: string;
  readonly text: string;
  /** SHA-256 (hex) of its bytes. */
  readonly digest: string;
}

/** All YAML files below a folder, sorted by name. A folder that is not there is empty. */
export function yamlFiles(root: string, folder: string): TextFile[] {
  const place = path.join(root, folder);
  if (!fs.existsSync(place)) return [];
  const entries = fs.readdirSync(place, { withFileTypes: true, recursive: true });
  return entries
    .filter((entry) => entry.isFile() && /\.ya?ml$/.test(entry.name))
    .map((entry) => path.relative(root, path.join(entry.parentPath, entry.name)).split(path.sep).join('/'))
    .sort()
    .map((name) => {
      const bytes = fs.readFileSync(path.join(root, name));
      return { name, text: bytes.toString('utf8'), digest: sha256(bytes) };
    });
}
