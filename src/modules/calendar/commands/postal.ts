import { sql } from 'kysely';
import { record } from '#modules/activities/commands/record.ts';
import { Criteria } from '#modules/criteria/schema.ts';
import { askingProblem, audienceOf } from '#modules/gate/queries/checks.ts';
import { gateSql } from '#modules/gate/queries/gate.ts';
import { rulesInForce } from '#modules/gate/queries/rules.ts';
import type { Intent } from '#modules/gate/schema.ts';
import { viewById } from '#modules/lists/queries/views.ts';
import { writeTellings } from '#modules/offers/commands/exposures.ts';
import { timeZoneOf } from '#modules/team/queries.ts';
import type { Ctx } from '#platform/context.ts';
import type { OutputOf, ParsedOf } from '#platform/shared/contract.ts';
import { isRefusal, type Refusal, refuse } from '#platform/shared/refusal.ts';
import type * as contract from '../contract/postal.ts';
import { GONE } from '../queries/postal.ts';
import { MOST_LETTERS, type PostalState } from '../schema.ts';

type Values = Omit<ParsedOf<typeof contract.changePostal>, 'id'>;

interface Row {
  id: string;
  name: string;
  side: 'marketing' | 'sales';
  audience: Intent['audience'];
  on_day: string;
  view_id: string | null;
  criteria: unknown;
  offer_id: string | null;
  state: PostalState;
}

const NOBODY = refuse('not_now', 'Choose for whom it is first.');
const OVER = refuse('not_now', 'This mailing was posted or cancelled: it cannot be changed any more.');

export async function createPostal(
  ctx: Ctx,
  { name, side, audience, onDay, ...more }: ParsedOf<typeof contract.createPostal>,
): Promise<OutputOf<typeof contract.createPostal> | Refusal> {
  const problem = await valuesProblem(ctx, more);
  if (problem) return problem;
  const made = await ctx.tx
    .insertInto('postal_mailing')
    .values({
      workspace_id: ctx.scope.workspaceId,
      ...{ name, side, audience },
      on_day: onDay,
      view_id: more.viewId ?? null,
      criteria: more.criteria && !more.viewId ? JSON.stringify(more.criteria) : null,
      offer_id: more.offerId ?? null,
      created_by: ctx.scope.actor.memberId,
      created_at: ctx.now,
      changed_at: ctx.now,
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  ctx.changed('postal', made.id);
  return made;
}

/** What it names must be there for the caller. */
async function valuesProblem(ctx: Ctx, { viewId, offerId }: Values): Promise<Refusal | null> {
  if (viewId && (await viewById(ctx.tx, ctx.scope, viewId))?.entity !== 'contact')
    return refuse('invalid', 'This list of contacts is not there any more.', { field: 'viewId' });
  if (!offerId) return null;
  const { rows } = await sql`select from offer where workspace_id = ${ctx.scope.workspaceId} and id = ${offerId}`.execute(ctx.tx);
  return rows.length > 0 ? null : refuse('invalid', 'This offer is not there any more.', { field: 'offerId' });
}

async function locked(ctx: Ctx, id: string): Promise<Row | Refusal> {
  const { rows } =
    await sql<Row>`select id, name, side, audience, to_char(on_day, 'YYYY-MM-DD') as on_day, view_id, criteria, offer_id, state
    from postal_mailing where workspace_id = ${ctx.scope.workspaceId} and id = ${id} for update`.execute(ctx.tx);
  const [row] = rows;
  if (!row) return GONE;
  return row.state === 'posted' || row.state === 'cancelled' ? OVER : row;
}

export async function changePostal(ctx: Ctx, { id, ...values }: Values & { id: string }): Promise<Record<string, never> | Refusal> {
  const row = await locked(ctx, id);
  if (isRefusal(row)) return row;
  const problem = await valuesProblem(ctx, values);
  if (problem) return problem;
  const { name, side, audience, onDay, viewId, criteria, offerId } = values;
  const listed = viewId !== undefined || criteria !== undefined;
  await ctx.tx
    .updateTable('postal_mailing')
    .set({
      ...(name === undefined ? {} : { name }),
      ...(side === undefined ? {} : { side }),
      ...(audience === undefined ? {} : { audience }),
      ...(onDay === undefined ? {} : { on_day: onDay }),
      ...(offerId === undefined ? {} : { offer_id: offerId }),
      ...(listed ? { view_id: viewId ?? null, criteria: criteria && !viewId ? JSON.stringify(criteria) : null } : {}),
      state: 'planned',
      listed_at: null,
      changed_at: ctx.now,
    })
    .where('workspace_id', '=', ctx.scope.workspaceId)
    .where('id', '=', id)
    .execute();
  await ctx.tx.deleteFrom('postal_recipient').where('workspace_id', '=', ctx.scope.workspaceId).where('postal_id', '=', id).execute();
  ctx.changed('postal', id);
  return {};
}

/** At noon of its day; a day that is over counts as now. */
async function intentOf(ctx: Ctx, row: Row): Promise<Intent> {
  const { rows } = await sql<{
    at: string;
  }>`select greatest((${`${row.on_day} 12:00`}::timestamp at time zone ${await timeZoneOf(ctx)}), ${ctx.now}::timestamptz) as at`.execute(
    ctx.tx,
  );
  return {
    ...{ side: row.side, kind: 'postal', audience: row.audience, topics: [], isReply: false },
    plannedAt: rows[0]?.at ?? ctx.now,
    ...(row.offer_id ? { offerId: row.offer_id } : {}),
  };
}

/** The gate decides of everybody of the list, set-wise. */
export async function drawPostalList(ctx: Ctx, id: string): Promise<OutputOf<typeof contract.drawPostalList> | Refusal> {
  const row = await locked(ctx, id);
  if (isRefusal(row)) return row;
  if (row.view_id === null && row.criteria === null) return NOBODY;
  const intent = await intentOf(ctx, row);
  const problem = askingProblem(ctx, intent);
  if (problem) return problem;
  const audience = await audienceOf(ctx, row.view_id === null ? { criteria: Criteria.parse(row.criteria) } : { viewId: row.view_id });
  if (isRefusal(audience)) return audience;
  const ws = ctx.scope.workspaceId;
  const asking = { workspaceId: ws, intent, rules: await rulesInForce(ctx), now: ctx.now };
  const { rows: size } = await sql<{ n: number }>`select count(*)::int as n from (${audience}) a`.execute(ctx.tx);
  if ((size[0]?.n ?? 0) > MOST_LETTERS)
    return refuse('too_large', `A mailing by post goes to at most ${MOST_LETTERS} people. Narrow the list down.`);
  await ctx.tx.deleteFrom('postal_recipient').where('workspace_id', '=', ws).where('postal_id', '=', id).execute();
  const { rows } = await sql<{ letters: number; left_out: number }>`with ${gateSql(asking, audience)},
    listed as (insert into postal_recipient (workspace_id, postal_id, contact_id, code)
      select ${ws}, ${id}, w.contact_id, case when d.verdict <> 'allowed' then d.first end from who w left join decided d on d.contact_id = w.contact_id returning code)
    select count(*) filter (where code is null)::int as letters, count(code)::int as left_out from listed`.execute(ctx.tx);
  await sql`update postal_mailing set state = 'listed', listed_at = ${ctx.now}, changed_at = ${ctx.now} where workspace_id = ${ws} and id = ${id}`.execute(
    ctx.tx,
  );
  ctx.changed('postal', id);
  return { letters: rows[0]?.letters ?? 0, leftOut: rows[0]?.left_out ?? 0 };
}

/** It went to the post: the ledger has a letter for each, once, and the offer was told. */
export async function completePostal(ctx: Ctx, id: string): Promise<OutputOf<typeof contract.completePostal> | Refusal> {
  const row = await locked(ctx, id);
  if (isRefusal(row)) return row;
  if (row.state !== 'listed') return refuse('not_now', 'Draw the list first: it says whom a letter goes to.');
  const ws = ctx.scope.workspaceId;
  const { rows } = await sql<{
    contact_id: string;
  }>`select r.contact_id from postal_recipient r join contact c on c.workspace_id = r.workspace_id and c.id = r.contact_id and c.deleted_at is null
    where r.workspace_id = ${ws} and r.postal_id = ${id} and r.code is null order by r.contact_id`.execute(ctx.tx);
  await record(
    ctx,
    rows.map(({ contact_id: contactId }) => ({
      kind: 'letter' as const,
      direction: 'out' as const,
      side: row.side,
      occurredAt: ctx.now,
      subject: row.name,
      evidence: 'system' as const,
      contactId,
      memberId: ctx.scope.actor.memberId,
      data: { postalId: id },
      dedupeKey: `postal:${id}:${contactId}`,
    })),
  );
  const { offer_id: offerId, side } = row;
  const { memberId } = ctx.scope.actor;
  if (offerId)
    await writeTellings(
      ctx,
      rows.map(({ contact_id: contactId }) => ({ offerId, contactId, side, way: 'post', memberId, at: ctx.now })),
    );
  await end(ctx, id, 'posted');
  ctx.changed('attention');
  return { letters: rows.length };
}

export async function cancelPostal(ctx: Ctx, id: string): Promise<Record<string, never> | Refusal> {
  const row = await locked(ctx, id);
  if (isRefusal(row)) return row;
  await end(ctx, id, 'cancelled');
  return {};
}

async function end(ctx: Ctx, id: string, state: 'posted' | 'cancelled'): Promise<void> {
  await sql`update postal_mailing set state = ${state}, ended_at = ${ctx.now}, ended_by = ${ctx.scope.actor.memberId}, changed_at = ${ctx.now}
    where workspace_id = ${ctx.scope.workspaceId} and id = ${id}`.execute(ctx.tx);
  ctx.changed('postal', id);
}
