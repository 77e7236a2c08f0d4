import { type RawBuilder, sql } from 'kysely';
import type { ReadCtx } from '#platform/context.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { differenceOf } from '#platform/shared/newcombe.ts';
import { isRefusal, type Refusal } from '#platform/shared/refusal.ts';
import { ENOUGH, rateOf } from '#platform/shared/statistics.ts';
import type { getSendReport } from '../contract/running.ts';
import { compare } from '../rules/decision.ts';
import { contendersOf, decidesAt } from './comparison.ts';
import { afterSql } from './messages.ts';
import { type SendRecord, sendRecord, variantsOf } from './record.ts';

type Report = OutputOf<typeof getSendReport>;

interface Counts {
  variantId: string | null;
  n: number;
  heard: number;
  delivered: number;
  clicked: number;
  replied: number;
  bounced: number;
  hard: number;
  complained: number;
  unsubscribed: number;
  converted: number;
  dealt: number;
  won: number;
}

const count = (test: RawBuilder<unknown>) => sql`count(*) filter (where ${test})::int`;

async function countsOf(ctx: ReadCtx, sendId: string): Promise<Counts[]> {
  const after = afterSql(sql`m.sent_at`);
  const { rows } = await sql<Counts>`select m.variant_id as "variantId", count(*)::int as n,
      ${count(sql`m.delivered_at is not null or m.bounced_at is not null`)} as heard, ${count(sql`m.delivered_at is not null`)} as delivered,
      ${count(sql`m.clicked_at is not null`)} as clicked, ${count(sql`m.replied_at is not null`)} as replied, ${count(sql`m.bounced_at is not null`)} as bounced,
      ${count(sql`m.bounce = 'hard'`)} as hard, ${count(sql`m.complained_at is not null`)} as complained, ${count(sql`m.unsubscribed_at is not null`)} as unsubscribed,
      ${count(after.converted)} as converted, ${count(after.dealt)} as dealt, ${count(after.won)} as won
    from message m where m.workspace_id = ${ctx.scope.workspaceId} and m.send_id = ${sendId} and m.state in ('sent', 'captured') group by m.variant_id`.execute(
    ctx.tx,
  );
  return rows;
}

function figuresOf(counts: readonly Counts[]): Report['all'] {
  const sum = (field: Exclude<keyof Counts, 'variantId'>) => counts.reduce((total, row) => total + row[field], 0);
  const n = sum('n');
  return {
    sent: n,
    // Where nobody tells of deliveries there is nothing to say about them.
    delivered: rateOf(sum('delivered'), sum('delivered') > 0 ? sum('heard') : 0),
    clicked: rateOf(sum('clicked'), n),
    replied: rateOf(sum('replied'), n),
    bounced: rateOf(sum('bounced'), n),
    bouncedHard: rateOf(sum('hard'), n),
    complained: rateOf(sum('complained'), n),
    unsubscribed: rateOf(sum('unsubscribed'), n),
    converted: rateOf(sum('converted'), n),
    deals: rateOf(sum('dealt'), n),
    won: rateOf(sum('won'), n),
  };
}

export async function sendReport(ctx: ReadCtx, { id }: { id: string }): Promise<Report | Refusal> {
  const send = await sendRecord(ctx, id);
  if (isRefusal(send)) return send;
  const counts = await countsOf(ctx, id);
  const variants = await variantsOf(ctx, id);
  return {
    all: figuresOf(counts),
    variants: variants.map(({ id: variantId, name }) => ({
      id: variantId,
      name,
      figures: figuresOf(counts.filter((row) => row.variantId === variantId)),
    })),
    comparison: await comparisonOf(ctx, send, variants),
    holdOut: await holdOutOf(ctx, send, counts),
    links: await linksOf(ctx, id),
  };
}

async function comparisonOf(
  ctx: ReadCtx,
  send: SendRecord,
  variants: readonly { id: string; name: string }[],
): Promise<Report['comparison']> {
  const { rows } = await sql<{ n: number; decision: { state: Report['comparison']['state'] } | null }>`select
      (select count(*)::int from message m where m.workspace_id = s.workspace_id and m.send_id = s.id and m.variant_id is null and m.state in ('planned', 'held')) as n, s.decision
    from send s where s.workspace_id = ${ctx.scope.workspaceId} and s.id = ${send.id}`.execute(ctx.tx);
  const at = decidesAt(send);
  const compared = compare(await contendersOf(ctx, send), send.minimumN);
  const none = variants.length < 2 || send.metric === null;
  const state = none ? 'no_comparison' : (rows[0]?.decision?.state ?? (at !== null && at > ctx.now ? 'too_early' : compared.state));
  return {
    state,
    metric: send.metric,
    decidesAt: at,
    minimumN: send.minimumN,
    winner: variants.map(({ id, name }) => ({ id, name })).find(({ id }) => id === send.winnerId) ?? null,
    difference: none ? null : compared.difference,
    waiting: rows[0]?.n ?? 0,
  };
}

async function holdOutOf(ctx: ReadCtx, send: SendRecord, counts: readonly Counts[]): Promise<Report['holdOut']> {
  const after = afterSql(sql`m.due_at`);
  const { rows } = await sql<{
    n: number;
    converted: number;
    dealt: number;
  }>`select count(*)::int as n, ${count(after.converted)} as converted, ${count(after.dealt)} as dealt
    from message m where m.workspace_id = ${ctx.scope.workspaceId} and m.send_id = ${send.id} and m.state = 'stopped' and m.code = 'hold_out'`.execute(
    ctx.tx,
  );
  const { n = 0, converted = 0, dealt = 0 } = rows[0] ?? {};
  if (n === 0) return null;
  const got = counts.reduce((sum, row) => ({ k: sum.k + row.converted, n: sum.n + row.n }), { k: 0, n: 0 });
  return {
    n,
    converted: rateOf(converted, n),
    deals: rateOf(dealt, n),
    lift: { ...differenceOf(got, { k: converted, n }), enough: n >= ENOUGH && got.n >= ENOUGH },
  };
}

async function linksOf(ctx: ReadCtx, sendId: string): Promise<Report['links']> {
  const ws = ctx.scope.workspaceId;
  const { rows } = await sql<
    Report['links'][number]
  >`select l.url, count(distinct k.message_id) filter (where k.verdict = 'human')::int as people,
      count(*) filter (where k.verdict = 'human')::int as clicks, count(*) filter (where k.verdict <> 'human')::int as "byMachines"
    from message m join message_click k on k.workspace_id = m.workspace_id and k.message_id = m.id join message_link l on l.workspace_id = k.workspace_id and l.id = k.link_id
    where m.workspace_id = ${ws} and m.send_id = ${sendId} group by l.url order by people desc, clicks desc, l.url limit 200`.execute(
    ctx.tx,
  );
  return rows;
}
