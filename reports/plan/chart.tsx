import type { ReplacementYear } from '../../rules/judge/replacement.ts';
import { counted } from '../words.ts';
import { dollars } from './words.ts';

const height = 44;
const left = 150;
const width = 560;

/**
 * One bar for each fiscal year: solid what is firm, dashed what is an estimate; money where every price is stated, else
 * the number of computers, so that a missing price never makes a year look cheap.
 */
export function YearBars({ years, priced }: { years: readonly ReplacementYear[]; priced: boolean }) {
  const size = ({ dollars: money, computers }: { dollars: number; computers: number }) => (priced ? money : computers);
  const most = Math.max(1, ...years.map(({ totals }) => size(totals.firm) + size(totals.estimate)));
  const scaled = (value: number) => (value / most) * (width - 170);
  const words = (value: number) => (priced ? dollars(value) : counted(value, 'computer'));
  const label = years.map(({ year, totals }) => `${year}: ${words(size(totals.firm))} firm, ${words(size(totals.estimate))} estimated`).join('; ');
  return (
    <svg class="money" viewBox={`0 0 ${left + width} ${years.length * height + 8}`} role="img" aria-label={`${priced ? 'Cost' : 'Computers'} by fiscal year. ${label}`}>
      {years.map(({ year, totals }, index) => {
        const y = index * height + 8;
        const firm = scaled(size(totals.firm));
        const perhaps = scaled(size(totals.estimate));
        const both = size(totals.firm) + size(totals.estimate);
        return (
          <g key={year}>
            <text x={0} y={y + 21}>Fiscal year {year}</text>
            <line class="line" x1={left} y1={y - 4} x2={left} y2={y + height - 8} />
            {firm > 0 && <rect class="firm" x={left} y={y} width={Math.max(2, firm)} height={28} />}
            {perhaps > 0 && <rect class="perhaps" x={left + firm + 2} y={y + 1} width={Math.max(2, perhaps - 3)} height={26} />}
            <text class={both === 0 ? 'soft' : ''} x={left + firm + perhaps + 12} y={y + 21}>{both === 0 ? 'nothing' : words(both)}</text>
          </g>
        );
      })}
    </svg>
  );
}
