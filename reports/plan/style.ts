import { style } from '../formats/html/style.ts';

/** The look of a printed plan: that of the report, and pictures of money by year. */
export const planStyle = `${style}
.money{display:block;width:100%;max-width:44rem;height:auto;margin:.75rem 0}
.money text{fill:var(--ink);font:15px "Public Sans",system-ui,sans-serif}
.money .soft{fill:var(--soft)}
.money .firm{fill:var(--accepted)}
.money .perhaps{fill:var(--accepted-wash);stroke:var(--accepted);stroke-width:2;stroke-dasharray:5 4}
.money .line{stroke:var(--line);stroke-width:1}
td.number,th.number{text-align:right;white-space:nowrap;font-variant-numeric:tabular-nums}
td.sum{text-align:right;font-variant-numeric:tabular-nums;min-width:4.5rem}
tfoot td,tfoot th{border-top:2px solid var(--ink);font-weight:650}
.when{white-space:nowrap}
.late{color:var(--gap);font-weight:650}
.sign{display:grid;grid-template-columns:1fr 1fr;gap:2.5rem;margin:3.5rem 0 1rem;max-width:46rem;break-inside:avoid}
.sign p{border-top:1px solid var(--ink);padding-top:.3rem;color:var(--soft);font-size:.94rem}
@media print{tfoot{display:table-row-group}.money,.sign{-webkit-print-color-adjust:exact;print-color-adjust:exact}h3{break-after:avoid}.numbers{grid-template-columns:repeat(4,1fr)}}
@media (max-width:36rem){td.number,th.number,td.sum{text-align:left}}
`.trim();
