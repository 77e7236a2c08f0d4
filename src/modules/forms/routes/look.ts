import { createHash } from 'node:crypto';
import path from 'node:path';
import { buildSync } from 'esbuild';
import { PROJECT } from '#src/project.ts';

/** How forms and pages look: readable on a phone, light and dark, nothing loaded from elsewhere. The accent comes with each page. */
export const STYLE = `:root{color-scheme:light dark;--ink:#1b1f24;--soft:#57606a;--paper:#f6f7f9;--card:#fff;--line:#d5dae0;--edge:#6b7682;--bad:#b3261e}
@media(prefers-color-scheme:dark){:root{--ink:#e6e9ed;--soft:#a3adb8;--paper:#14171b;--card:#1d2126;--line:#3a424b;--edge:#8a95a1;--bad:#ff9a90}}
*{box-sizing:border-box}
body{margin:0;background:var(--paper);color:var(--ink);font:16px/1.55 system-ui,sans-serif;overflow-wrap:anywhere}
body.frame{background:transparent}
header{max-width:44rem;margin:0 auto;padding:1.5rem 1rem .5rem;color:var(--soft);font-weight:600}
main{max-width:44rem;margin:0 auto 3rem;padding:1.5rem;background:var(--card);border:1px solid var(--line);border-radius:.75rem}
header:has(+main.page),main.page{max-width:60rem}
main.page{padding:2.5rem 2rem}
.frame main{margin:0;max-width:none;border:0;border-radius:0;padding:1rem}
h1{font-size:1.75rem;line-height:1.2;margin:0 0 1rem}
h2{font-size:1.375rem;line-height:1.25;margin:1.5rem 0 .5rem}
h3{font-size:1.125rem;margin:1.25rem 0 .5rem}
p,ul,ol{margin:0 0 1rem}
.intro{white-space:pre-line}
.center{text-align:center}.right{text-align:right}
.field{margin:0 0 1.125rem}
.field[hidden]{display:none}
label{display:block;font-weight:600;margin:0 0 .25rem}
label.choice{display:flex;gap:.625rem;align-items:flex-start;font-weight:400;margin:0}
label.choice input{flex:none;width:1.25rem;height:1.25rem;margin:.15rem 0 0}
.must{color:var(--soft);font-weight:400}
.help{color:var(--soft);font-size:.875rem;margin:0 0 .25rem;white-space:pre-line}
.wording{color:var(--soft);font-size:.875rem;margin:.25rem 0 0 1.875rem;white-space:pre-line}
input:not([type=checkbox]),select,textarea{width:100%;padding:.625rem .75rem;min-height:2.75rem;font:inherit;color:inherit;background:var(--card);border:1px solid var(--edge);border-radius:.5rem}
textarea{min-height:8rem;resize:vertical}
[aria-invalid=true]{border-color:var(--bad)}
.wrong{color:var(--bad);font-size:.875rem;margin:.25rem 0 0}
.problem{border-left:4px solid var(--bad);padding:.5rem .75rem;margin:0 0 1.25rem}
button,a.act{display:inline-block;font:inherit;font-weight:600;min-height:2.75rem;padding:.5rem 1.25rem;border:1px solid transparent;border-radius:.5rem;background:var(--act);color:var(--on);cursor:pointer;text-decoration:none}
a{color:inherit}
:focus-visible{outline:3px solid var(--act);outline-offset:2px}
.trap{position:absolute;left:-9999px;height:1px;overflow:hidden}
blockquote{margin:1.25rem 0;padding:.25rem 0 .25rem 1rem;border-left:4px solid var(--act)}
blockquote footer{color:var(--soft);font-size:.9375rem}
img{display:block;max-width:100%;height:auto}
figure{margin:1rem 0}figure.center img{margin:0 auto}figure.right img{margin:0 0 0 auto}
hr{border:0;border-top:1px solid var(--line);margin:1.5rem 0}
.columns{display:grid;grid-template-columns:1fr 1fr;gap:2rem}
.message{white-space:pre-line}
@media(max-width:44rem){main,main.page{border-radius:0;border-left:0;border-right:0;padding:1.25rem 1rem}.columns{grid-template-columns:1fr;gap:0}}
`;

export interface Script {
  text: string;
  etag: string;
}

const made = new Map<string, Script>();

/** A script of ours for other people's browsers, put together with what it imports and made small, once. */
export function scriptOf(name: 'page' | 'embed'): Script {
  const found = made.get(name);
  if (found) return found;
  const { outputFiles } = buildSync({
    entryPoints: [path.join(PROJECT, `src/web/forms/${name}.ts`)],
    bundle: true,
    minify: true,
    format: 'iife',
    target: 'es2020',
    write: false,
  });
  const text = outputFiles[0]?.text.trim() ?? '';
  const script = { text, etag: `"${createHash('sha256').update(text).digest('base64url').slice(0, 20)}"` };
  made.set(name, script);
  return script;
}

/** Black or white, whichever is easier to read on the colour (WCAG relative luminance). */
export function onColour(hex: string): '#000' | '#fff' {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b > 0.179 ? '#000' : '#fff';
}
