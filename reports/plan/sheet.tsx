import { createHash } from 'node:crypto';
import type { ComponentChildren } from 'preact';
import { disclaimer, visible, whenWords } from '../words.ts';
import type { WorkDocument } from './document.ts';
import { planStyle } from './style.ts';

/** What stands at the top of a plan. */
export interface SheetProps {
  readonly about: Omit<WorkDocument, 'plan'>;
  readonly title: string;
  readonly lead: string;
  readonly parts: readonly (readonly [id: string, name: string])[];
  readonly children: ComponentChildren;
}

/** One self-contained page for print on US Letter: no script, no request, nothing from elsewhere. */
export function Sheet({ about, title, lead, parts, children }: SheetProps) {
  const town = visible(about.town.name, 120);
  return (
    <html lang="en-US">
      <head>
        <meta charSet="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta httpEquiv="Content-Security-Policy" content={policy()} />
        <meta name="robots" content="noindex" />
        <title>{`${title} · ${town}`}</title>
        <style dangerouslySetInnerHTML={{ __html: planStyle }} />
      </head>
      <body>
        <a class="skip" href="#main">Skip to the plan</a>
        <header class="top">
          <p class="kicker">{town}</p>
          <h1>{title}</h1>
          <p>{lead}</p>
          <p class="kicker">As of {whenWords(about.asOf, about.town.timeZone)} ({about.town.timeZone})</p>
          <p class="disclaimer">{disclaimer(visible(about.preparedBy, 120))}</p>
          <p class="disclaimer"><strong>Confidential.</strong> It names computers and weaknesses. Show it to the council; do not attach it to a public agenda.</p>
          <nav aria-label="Parts of the plan"><ul>{parts.map(([id, name]) => <li key={id}><a href={`#${id}`}>{name}</a></li>)}</ul></nav>
        </header>
        <main id="main">
          {children}
          <div class="sign"><p>Adopted by (name and office)</p><p>On (date)</p></div>
        </main>
        <footer><p>{about.engine}</p></footer>
      </body>
    </html>
  );
}

/** The page may show its own style and nothing else, wherever text came from. */
function policy(): string {
  return `default-src 'none'; style-src 'sha256-${createHash('sha256').update(planStyle).digest('base64')}'; base-uri 'none'; form-action 'none'`;
}
