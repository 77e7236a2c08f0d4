import formbody from '@fastify/formbody';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Runtime } from '#platform/runtime.ts';
import { type Html, html, type Piece } from './html.ts';

/**
 * A page for people outside of the workspace: preferences, forms, documents. No session, no script, a policy of its own.
 * Its workspace is proved by what stands in the address (a seal or a public id), never by who asks.
 */
export interface PageRoute {
  method: 'GET' | 'POST';
  /** Below `/p`. */
  path: `/${string}`;
  /** True where other sites may show the page in a frame. */
  framed?: boolean;
  /** True where mail services post for many people from few addresses, and none may be turned away. */
  unlimited?: boolean;
  handle(visit: Visit): Promise<PageAnswer>;
}

export interface Visit {
  readonly runtime: Runtime;
  readonly request: FastifyRequest;
  readonly params: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
  /** The fields of a submitted form; a field that is sent more than once is a list. Empty for GET. */
  readonly form: Readonly<Record<string, string | readonly string[]>>;
}

/** A page, or the page of this service to go on to (`/p/…`): after a POST, so that reloading does not send it again. */
export type PageAnswer = { status?: number; page: Html } | { goOn: `/p/${string}` };

export interface PageParts {
  title: string;
  /** Whose page it is: the company's name. */
  from: string;
  body: Piece;
}

/** The frame of every page: one column, light and dark, readable on a phone, nothing loaded. */
export function page({ title, from, body }: PageParts): Html {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${title} · ${from}</title>
<link rel="stylesheet" href="/p/page.css">
</head>
<body>
<header>${from}</header>
<main>
<h1>${title}</h1>
${body}
</main>
</body>
</html>
`;
}

/** For a link that is cut, changed or too old. Says nothing about what there is. */
export function pageNotThere(): PageAnswer {
  const body = html`<p>The link may be incomplete or no longer valid. Open it from the mail again, or ask whoever sent it.</p>`;
  return { status: 404, page: page({ title: 'This page is not there', from: 'Truce', body }) };
}

const STYLE = `:root{color-scheme:light dark;--ink:#1b1f24;--soft:#57606a;--paper:#f6f7f9;--card:#fff;--line:#d5dae0;--act:#1f5fbf;--on:#fff}
@media(prefers-color-scheme:dark){:root{--ink:#e6e9ed;--soft:#a3adb8;--paper:#14171b;--card:#1d2126;--line:#3a424b;--act:#8ab6ff;--on:#10141a}}
*{box-sizing:border-box}
body{margin:0;background:var(--paper);color:var(--ink);font:16px/1.5 system-ui,sans-serif}
header{max-width:40rem;margin:0 auto;padding:1.5rem 1rem .5rem;color:var(--soft);font-weight:600}
main{max-width:40rem;margin:0 auto 3rem;padding:1.5rem;background:var(--card);border:1px solid var(--line);border-radius:.75rem}
h1{font-size:1.5rem;line-height:1.25;margin:0 0 1rem}
h2{font-size:1.125rem;margin:1.5rem 0 .5rem}
p{margin:0 0 1rem}
small,.note{color:var(--soft);font-size:.875rem}
fieldset{border:0;margin:0 0 1rem;padding:0}
legend{font-weight:600;padding:0}
label{display:block;margin:.75rem 0 .25rem;font-weight:600}
label.choice{display:flex;gap:.625rem;align-items:flex-start;font-weight:400;padding:.25rem 0}
label.choice input{margin-top:.3rem;flex:none;width:1.125rem;height:1.125rem}
input:not([type=checkbox],[type=radio]),select,textarea{width:100%;padding:.625rem .75rem;font:inherit;color:inherit;background:var(--card);border:1px solid var(--soft);border-radius:.5rem}
button{font:inherit;font-weight:600;min-height:2.75rem;padding:.5rem 1.25rem;border:1px solid var(--act);border-radius:.5rem;background:var(--act);color:var(--on);cursor:pointer}
button.quiet{background:transparent;color:var(--act)}
a{color:var(--act)}
:focus-visible{outline:3px solid var(--act);outline-offset:2px}
.problem{border-left:4px solid #c8372d;padding:.5rem .75rem;margin:0 0 1rem}
.done{border-left:4px solid #2a8a4a;padding:.5rem .75rem;margin:0 0 1rem}
.trap{position:absolute;left:-9999px}
@media(max-width:42rem){main{border-radius:0;border-left:0;border-right:0}}
`;

const policyOf = (framed: boolean) =>
  `default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; base-uri 'none'; frame-ancestors ${framed ? '*' : "'none'"}`;

export interface PageServing {
  runtime: Runtime;
  pages: readonly PageRoute[];
  /** Submissions a minute from one address. */
  perAddress: number;
}

/** Serves the pages below `/p`. */
export async function servePages(app: FastifyInstance, { runtime, pages, perAddress }: PageServing): Promise<void> {
  await app.register(async (part) => {
    await part.register(formbody, { bodyLimit: 256 * 1024 });
    part.get('/p/page.css', (_request, reply) =>
      reply.header('cache-control', 'public, max-age=3600').type('text/css; charset=utf-8').send(STYLE),
    );
    for (const route of pages) {
      const rateLimit = { max: perAddress, timeWindow: '1 minute', keyGenerator: (request: FastifyRequest) => request.ip };
      part.route({
        method: route.method,
        url: `/p${route.path}`,
        config: route.method === 'POST' && !route.unlimited ? { rateLimit } : {},
        handler: async (request, reply) => answer(reply, route, await route.handle(visitOf(runtime, request))),
      });
    }
  });
}

function visitOf(runtime: Runtime, request: FastifyRequest): Visit {
  return {
    runtime,
    request,
    params: request.params as Visit['params'],
    // A name that is given twice comes as a list; the first one counts.
    query: Object.fromEntries(Object.entries(request.query as object).map(([name, value]) => [name, String([value].flat()[0])])),
    form: (request.body ?? {}) as Visit['form'],
  };
}

function answer(reply: FastifyReply, { framed = false }: PageRoute, given: PageAnswer): FastifyReply {
  reply.header('cache-control', 'no-store').header('content-security-policy', policyOf(framed));
  if (framed) reply.removeHeader('x-frame-options');
  if ('goOn' in given) return reply.redirect(given.goOn, 303);
  return reply
    .code(given.status ?? 200)
    .type('text/html; charset=utf-8')
    .send(given.page.text);
}
