import type { FastifyReply, FastifyRequest } from 'fastify';
import { sql } from 'kysely';
import { visitorSeal } from '#modules/visits/queries/seal.ts';
import { judgeRequest } from '#modules/visits/queries/traffic.ts';
import type { Mount } from '#platform/http/mount.ts';
import { pageNotThere } from '#platform/http/page.ts';
import type { Runtime } from '#platform/runtime.ts';
import { followLink } from '../commands/clicks.ts';
import { followedIn } from '../queries/seal.ts';

/** Days for which a website takes somebody who followed a link for the person to whom it was sent. */
const KNOWN_DAYS = 30;

/** Links of mails: kept that they were followed, and on to where they lead. It leads only where a mail of ours led. */
export const followMount: Mount = {
  prefix: '/c',
  async serve(part, { runtime }) {
    part.get('/:seal', { config: { rateLimit: false } }, (request: FastifyRequest<{ Params: { seal: string } }>, reply) =>
      follow(runtime, request, reply),
    );
  },
};

async function follow(runtime: Runtime, request: FastifyRequest<{ Params: { seal: string } }>, reply: FastifyReply): Promise<FastifyReply> {
  const followed = followedIn(runtime.services.seals, request.params.seal);
  const found = followed && (await kept(runtime, request, followed));
  reply.header('cache-control', 'no-store').header('referrer-policy', 'no-referrer').header('x-robots-tag', 'noindex');
  if (found) return reply.redirect(found, 302);
  const answer = pageNotThere();
  return reply
    .code(404)
    .type('text/html; charset=utf-8')
    .send('page' in answer ? answer.page.text : '');
}

async function kept(
  runtime: Runtime,
  request: FastifyRequest,
  { workspaceId, messageId, linkId }: { workspaceId: string; messageId: string; linkId: string },
): Promise<string | null> {
  const scope = runtime.services.systemScope(workspaceId);
  const { verdict, reason } = judgeRequest({ method: request.method, headers: request.headers });
  const agent = request.headers['user-agent'] ?? null;
  return runtime.transaction(
    scope,
    async (ctx) => {
      const found = await followLink(ctx, { messageId, linkId, method: request.method, agent, verdict, reason });
      if (!found) return null;
      const { rows } = await sql<{
        hosts: string[];
      }>`select hosts from website where workspace_id = ${workspaceId} and archived_at is null`.execute(ctx.tx);
      const until = new Date(Date.parse(ctx.now) + KNOWN_DAYS * 86_400_000).toISOString();
      const seal = () => visitorSeal(runtime.services.seals, { workspaceId, contactId: found.contactId, until });
      return withSeal(found.url, { hosts: rows.flatMap((row) => row.hosts), seal });
    },
    { audit: false },
  );
}

/** Only the workspace's own websites learn who comes. */
function withSeal(address: string, { hosts, seal }: { hosts: readonly string[]; seal: () => string }): string {
  if (!URL.canParse(address)) return address;
  const url = new URL(address);
  if (!hosts.includes(url.hostname.toLowerCase())) return address;
  url.searchParams.set('truce_seal', seal());
  return url.href;
}
