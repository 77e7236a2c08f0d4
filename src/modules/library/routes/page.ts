import { type Html, html, type Piece } from '#platform/http/html.ts';
import type { Shown } from '../queries/given.ts';

/** Nothing but our own script and what it draws; no other site is asked for anything, and none shows it in a frame. */
export const PAGE_POLICY =
  "default-src 'none'; script-src 'self'; worker-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self' data: blob:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

export const PARTS = '/p/d/-';

const HINTS = {
  retired: 'This document is no longer in use. It is shown as it was given to you; ask whoever sent it for what holds now.',
  expired: 'The time of this document has passed. It is shown as it was given to you; ask whoever sent it for what holds now.',
  newer: 'There is a newer version of this document. It is shown as it was given to you; ask whoever sent it for the new one.',
} as const;

interface Framed {
  title: string;
  company: string;
  body: Piece;
  script?: boolean;
}

function framed({ title, company, body, script = false }: Framed): Html {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${title} · ${company}</title>
<link rel="stylesheet" href="${PARTS}/viewer.css">
${script && html`<script type="module" src="${PARTS}/viewer.js"></script>`}
</head>
<body>
${body}
</body>
</html>
`;
}

/** How the page shows what was given. */
function kindOf({ file, url }: Shown): 'pdf' | 'picture' | 'link' | 'file' {
  if (url) return 'link';
  if (file?.mediaType === 'application/pdf') return 'pdf';
  return file?.mediaType.startsWith('image/') ? 'picture' : 'file';
}

/** The document as it was given. What the script needs stands in attributes; without it the file can be saved. */
export function documentPage(given: Shown, { seal, viewId }: { seal: string; viewId: string }): Html {
  const kind = kindOf(given);
  const at = `/p/d/${seal}`;
  const download = given.file && html`<a class="act" id="download" href="${at}/download?v=${viewId}">Save the file</a>`;
  const body = html`<header>
<div><p class="from">${given.company}</p><h1>${given.name}</h1></div>
${download}
</header>
${given.hint && html`<p class="hint" role="status">${HINTS[given.hint]}</p>`}
<main id="document" data-kind="${kind}" data-at="${at}" data-view="${viewId}">
${kind === 'picture' && html`<img class="sheet" src="${at}/file" alt="${given.name}">`}
${kind === 'link' && given.url && html`<p class="card"><a class="act" id="follow" rel="noopener noreferrer" href="${at}/go?v=${viewId}">Open it at ${new URL(given.url).host}</a></p>`}
${kind === 'file' && html`<p class="card">${given.file?.name} can’t be shown here. Save it and open it on your device.</p>`}
${kind === 'pdf' && html`<noscript><p class="card">Save the file to read it: this page can’t show it without its script.</p></noscript>`}
</main>
<footer><p>Version ${given.number}. ${given.contactId ? 'Whoever gave you this link sees that it was opened, which pages and for how long.' : 'Openings of this link are counted.'}</p></footer>`;
  return framed({ title: given.name, company: given.company, body, script: true });
}

/** For a link that was cut, closed or is too old. Tells nothing of what there is or was. */
export function noDocument(company: string | null): Html {
  const body = html`<header><div><p class="from">${company ?? 'Truce'}</p><h1>${company ? 'This link opens no more' : 'This page is not there'}</h1></div></header>
<main><p class="card">${company ? 'It was closed, or its time has passed.' : 'The link may be incomplete.'} Ask whoever sent it to you.</p></main>`;
  return framed({ title: company ? 'This link opens no more' : 'This page is not there', company: company ?? 'Truce', body });
}

export const STYLE = `:root{color-scheme:light dark;--ink:#1b1f24;--soft:#57606a;--paper:#eceef1;--card:#fff;--line:#d5dae0;--act:#1f5fbf;--on:#fff;--hint:#fff4d6;--hint-ink:#5a3f00}
@media(prefers-color-scheme:dark){:root{--ink:#e6e9ed;--soft:#a3adb8;--paper:#14171b;--card:#1d2126;--line:#3a424b;--act:#8ab6ff;--on:#10141a;--hint:#3a2f12;--hint-ink:#ffe2a0}}
*{box-sizing:border-box}
body{margin:0;background:var(--paper);color:var(--ink);font:16px/1.5 system-ui,sans-serif;min-height:100vh;display:flex;flex-direction:column}
header{position:sticky;top:0;z-index:1;display:flex;gap:1rem;align-items:center;justify-content:space-between;padding:.75rem 1rem;background:var(--card);border-bottom:1px solid var(--line)}
.from{margin:0;color:var(--soft);font-size:.875rem;font-weight:600}
h1{margin:0;font-size:1.125rem;line-height:1.3;overflow-wrap:anywhere}
.act{flex:none;display:inline-flex;align-items:center;min-height:2.75rem;padding:.375rem 1rem;border-radius:.5rem;background:var(--act);color:var(--on);font-weight:600;text-decoration:none}
:focus-visible{outline:3px solid var(--act);outline-offset:2px}
.hint{margin:0;padding:.75rem 1rem;background:var(--hint);color:var(--hint-ink)}
main{flex:1;width:100%;max-width:64rem;margin:0 auto;padding:1rem;display:flex;flex-direction:column;gap:1rem;align-items:center}
.sheet{display:block;position:relative;max-width:100%;background:#fff;border:1px solid var(--line);border-radius:.25rem}
section.sheet{width:100%}
section.sheet canvas{display:block;width:100%;height:auto}
.words{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:pre-wrap}
.card{width:100%;max-width:40rem;margin:2rem 0;padding:1.5rem;background:var(--card);border:1px solid var(--line);border-radius:.75rem}
footer{padding:.75rem 1rem;color:var(--soft);font-size:.875rem;text-align:center}
footer p{margin:0}
`;
