import { loadRulebook, printed } from '../../rules/load/rulebook.ts';
import { yamlFiles } from '../../rules/load/files.ts';
import type { TextFile } from '../../rules/load/files.ts';
import { sha256 } from '../../wire/snapshot.ts';
import { failure } from '../failure.ts';
import { newestShared, stateShared } from '../store/documents.ts';
import type { Store } from '../store/tables.ts';
import { shippedFamilies } from './begin.ts';

/** Rules of one's own as they are kept: what was trusted is the text, not the folder, which may change afterwards. */
interface OwnRules {
  readonly from: string;
  readonly files: readonly { readonly name: string; readonly text: string }[];
}

/** The rules of one's own that somebody trusted; none when nobody did. */
export async function ownFiles(store: Store): Promise<readonly TextFile[]> {
  const trusted = await newestShared<OwnRules>(store, 'own-rules');
  return (trusted?.body.files ?? []).map(({ name, text }) => ({ name, text, digest: sha256(Buffer.from(text)) }));
}

/**
 * The rules and packs below a folder, checked together with the rules that came with the program.
 * @throws a failure with the first problem: a folder that holds none, an id of a shipped family, anything that does not load
 */
export function ownRulesIn(folder: string, shipped: string): readonly TextFile[] {
  const files = [...yamlFiles(folder, 'catalog'), ...yamlFiles(folder, 'packs')];
  if (files.length === 0) throw failure('wrong-use', `${folder} holds no rules: they stand in catalog/ and packs/ below it; "townwatch rules new OWN-001 --out ${folder}" begins one.`);
  const taken = files.find(({ name }) => shippedFamilies.includes(name.split('/')[1] ?? ''));
  if (taken) throw failure('input-refused', `${folder}/${taken.name}: ${taken.name.split('/')[1]} is a family of the rules that come with Townwatch; take other letters for your own, as in OWN-001.`);
  const loaded = loadRulebook(shipped, { own: files });
  if (loaded.ok) return files;
  const [first] = loaded.problems;
  const place = files.some(({ name }) => name === first?.file) ? folder : shipped;
  throw failure('input-refused', `${place}/${first ? printed(first) : ''}${loaded.problems.length > 1 ? ` (and ${loaded.problems.length - 1} more)` : ''}`);
}

/** Makes the rules of a folder count from now on; an empty list of files takes them away again. @returns their digest, and whether anything changed */
export async function trustOwnRules(store: Store, { files, from, by, at }: { files: readonly TextFile[]; from: string; by: string; at: string }): Promise<{ digest: string; changed: boolean }> {
  const body: OwnRules = { from, files: files.map(({ name, text }) => ({ name, text })) };
  const { digest, changed } = await stateShared(store, { kind: 'own-rules', at, actor: by, body });
  return { digest, changed };
}
