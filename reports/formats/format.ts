import type { ReportModel } from '../model.ts';

/** One way to write a report. Pure: the same model gives the same bytes. */
export interface ReportFormat {
  readonly id: string;
  readonly mediaType: string;
  readonly fileName: string;
  readonly render: (model: ReportModel) => Uint8Array;
}
