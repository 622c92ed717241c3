import { computers } from './computers/index.ts';
import { csv } from './csv/index.ts';
import type { ReportFormat } from './format.ts';
import { html } from './html/index.tsx';
import { json } from './json/index.ts';

/** Every format, in the order in which it is written. */
export const formats: readonly ReportFormat[] = [html, json, csv, computers];
