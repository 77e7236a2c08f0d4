import { randomBytes } from 'node:crypto';
import { sql } from 'kysely';
import type { Ctx } from '#platform/context.ts';
import type { PlainHit } from '../rules/sent.ts';
import type { Judgement } from '../rules/traffic.ts';
import type { RefusedBecause } from '../schema.ts';

/** A hit as it is kept. */
export interface NewHit extends Omit<PlainHit, 'seal'>, Judgement {
  websiteId: string;
  visitor: string;
  receivedAt: string;
  agent: string | null;
  /** Whom its seal names, checked; null where it has none. */
  contactId: string | null;
}

const COLUMNS = sql.raw(
  'id uuid, "websiteId" uuid, visitor text, kind text, "occurredAt" timestamptz, "receivedAt" timestamptz, host text, path text, title text, referrer text, target text, utm jsonb, "pageId" uuid, seconds int, touched boolean, "contactId" uuid, agent text, verdict text, reason text',
);

/** Keeps hits, set-wise. One that is here already is left as it is. */
export async function keepHits(ctx: Pick<Ctx, 'tx' | 'scope'>, hits: readonly NewHit[]): Promise<void> {
  await sql`insert into visit_hit (workspace_id, id, website_id, visitor, kind, occurred_at, received_at, host, path, title, referrer, target, utm, page_id, seconds, touched, contact_id, agent, verdict, reason)
    select ${ctx.scope.workspaceId}, id, "websiteId", visitor, kind, "occurredAt", "receivedAt", host, path, title, referrer, target, utm, "pageId", seconds, touched, "contactId", agent, verdict, reason
    from json_to_recordset(${JSON.stringify(hits)}::json) as r(${COLUMNS})
    on conflict do nothing`.execute(ctx.tx);
}

/** Counts what was not kept. */
export async function countRefusals(
  ctx: Pick<Ctx, 'tx' | 'scope' | 'now'>,
  counts: readonly { websiteId: string; reason: RefusedBecause; n: number }[],
): Promise<void> {
  await sql`insert into website_refusal (workspace_id, website_id, day, reason, n)
    select ${ctx.scope.workspaceId}, "websiteId", (${ctx.now}::timestamptz at time zone 'UTC')::date, reason, n
    from json_to_recordset(${JSON.stringify(counts)}::json) as r("websiteId" uuid, reason text, n bigint)
    on conflict (workspace_id, website_id, day, reason) do update set n = website_refusal.n + excluded.n`.execute(ctx.tx);
}

/** The salt of a day, made by whoever asks first. */
export async function saltOf(ctx: Pick<Ctx, 'tx' | 'scope'>, day: string): Promise<string> {
  const ws = ctx.scope.workspaceId;
  await sql`insert into visit_salt (workspace_id, day, salt) values (${ws}, ${day}, ${randomBytes(32).toString('base64url')}) on conflict do nothing`.execute(
    ctx.tx,
  );
  const { rows } = await sql<{ salt: string }>`select salt from visit_salt where workspace_id = ${ws} and day = ${day}`.execute(ctx.tx);
  return rows[0]?.salt ?? '';
}
