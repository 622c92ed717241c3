import { lifecycleCatalog, parseLifecycle } from '../../../rules/derive/support/catalog.ts';
import type { LifecycleCatalog, LifecycleDocument } from '../../../rules/derive/support/catalog.ts';
import { files, read } from '../../house/tree.ts';

/** The lifecycle documents of the rulebook, by their file. */
export function lifecycleDocuments(): { file: string; document: LifecycleDocument }[] {
  return files(/\.yaml$/, 'rules/lifecycle').map((file) => ({ file, document: parseLifecycle(read(file), file) }));
}

export function shippedCatalog(): LifecycleCatalog {
  return lifecycleCatalog(lifecycleDocuments().map(({ document }) => document));
}
