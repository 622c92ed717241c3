import type { ReportFormat } from './formats/format.ts';
import type { ReportModel } from './model.ts';

/** A written format, or why it could not be written. */
export type Rendered =
  | { readonly format: string; readonly fileName: string; readonly bytes: Uint8Array }
  | { readonly format: string; readonly fileName: string; readonly error: Error };

/** Renders every format by itself: one that fails does not stop the others. */
export function renderAll(model: ReportModel, formats: readonly ReportFormat[]): Rendered[] {
  return formats.map((format) => {
    const named = { format: format.id, fileName: format.fileName };
    try {
      return { ...named, bytes: format.render(model) };
    } catch (error) {
      return { ...named, error: error instanceof Error ? error : new Error(String(error)) };
    }
  });
}
