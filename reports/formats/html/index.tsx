import { renderToString } from 'preact-render-to-string';
import type { ReportModel } from '../../model.ts';
import type { ReportFormat } from '../format.ts';
import { Page } from './page.tsx';

/** One self-contained, accessible page: no script, no request, no font or picture from elsewhere. */
export const html: ReportFormat = {
  id: 'html',
  mediaType: 'text/html; charset=utf-8',
  fileName: 'report.html',
  render: (model: ReportModel) => Buffer.from(`<!doctype html>\n${renderToString(<Page model={model} />)}\n`),
};
