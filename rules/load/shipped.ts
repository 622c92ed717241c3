import { parseExploited } from '../derive/exploited/document.ts';
import type { ExploitedDocument } from '../derive/exploited/document.ts';
import { parseLifecycle } from '../derive/support/catalog.ts';
import type { LifecycleDocument } from '../derive/support/catalog.ts';
import { yamlFiles } from './files.ts';

/** The catalogs that came with the rules. */
export interface ShippedCatalogs {
  readonly lifecycle: readonly LifecycleDocument[];
  readonly exploited: readonly ExploitedDocument[];
}

/** Reads the catalogs below a folder of rules. @throws Error with one line per mistake, with its file */
export function shippedCatalogs(root: string): ShippedCatalogs {
  return {
    lifecycle: yamlFiles(root, 'lifecycle').map(({ name, text }) => parseLifecycle(text, name)),
    exploited: yamlFiles(root, 'known-exploited').map(({ name, text }) => parseExploited(text, name)),
  };
}
