import { sql } from 'kysely';
import { z } from 'zod';
import { setLeadScores } from '#modules/leads/commands/scores.ts';
import { Id } from '#modules/team/schema.ts';
import type { Ctx } from '#platform/context.ts';
import { job } from '#platform/jobs/job.ts';
import { contactsScored, type SCORING_CAUSES } from '../events.ts';
import { type PersonScore, type Rules, rulesInForce, scorePeople } from '../queries/score.ts';
import { engagementClassOf } from '../rules/fit.ts';

type Cause = (typeof SCORING_CAUSES)[number];

/** Scores everyone anew, a batch at a time; `after` is where the batch before ended. */
export const rescoreAll = job('scoring.rescoreAll', z.object({ after: Id.nullable() }));

interface Stored {
  id: string;
  score_label: string | null;
  scored_at: string | null;
}

/** Scores people and keeps the result on their record, and on their open leads. Announces who changed label. */
export async function scoreContacts(ctx: Ctx, contactIds: readonly string[], cause: Cause): Promise<void> {
  if (contactIds.length === 0) return;
  const { rows: before } = await sql<Stored>`select id, score_label, scored_at from contact where workspace_id = ${ctx.scope.workspaceId}
    and id = any (${contactIds}::uuid[]) and deleted_at is null order by id for no key update`.execute(ctx.tx);
  if (before.length === 0) return;
  const rules = await rulesInForce(ctx);
  const scores = await scorePeople(
    ctx,
    rules,
    before.map(({ id }) => id),
  );
  await store(ctx, scores);
  await setLeadScores(
    ctx,
    scores.map(({ contactId, fit, label }) => ({ contactId, fit: fit?.class ?? null, label })),
  );
  await announce(ctx, { rules, before, scores, cause });
}

async function store(ctx: Ctx, scores: readonly PersonScore[]): Promise<void> {
  const rows = scores.map(({ contactId, fit, engagement, label, dueAt }) => ({
    id: contactId,
    fit: fit?.class ?? null,
    fit_score: fit?.fit === null || fit === null ? null : Math.round(fit.fit * 100) / 100,
    fit_coverage: fit === null ? null : Math.round(fit.coverage * 1000) / 1000,
    engagement: Number(engagementClassOf(engagement.total)),
    engagement_score: Math.round(engagement.total * 1000) / 1000,
    score_label: label,
    score_due_at: dueAt,
  }));
  await sql`update contact c set fit = r.fit, fit_score = r.fit_score, fit_coverage = r.fit_coverage, engagement = r.engagement,
      engagement_score = r.engagement_score, score_label = r.score_label, score_due_at = r.score_due_at, scored_at = ${ctx.now}
    from json_to_recordset(${JSON.stringify(rows)}::json) as r(id uuid, fit text, fit_score numeric, fit_coverage numeric, engagement smallint,
      engagement_score numeric, score_label text, score_due_at timestamptz)
    where c.workspace_id = ${ctx.scope.workspaceId} and c.id = r.id`.execute(ctx.tx);
}

async function announce(
  ctx: Ctx,
  done: { rules: Rules; before: readonly Stored[]; scores: readonly PersonScore[]; cause: Cause },
): Promise<void> {
  const was = new Map(done.before.map((row) => [row.id, row]));
  const over = done.rules.model?.version.handoff_labels ?? [];
  const contacts = done.scores.flatMap(({ contactId, label }) => {
    const stored = was.get(contactId);
    const from = stored?.score_label ?? null;
    const cause = stored?.scored_at === null && done.cause !== 'doing' ? ('first' as const) : done.cause;
    const handsOff = label !== null && over.includes(label);
    if (label === from && !(handsOff && cause === 'doing')) return [];
    return [{ contactId, from, to: label, handsOff, handedOffBefore: from !== null && over.includes(from), cause }];
  });
  if (contacts.length === 0) return;
  for (const { contactId } of contacts) ctx.changed('contact', contactId);
  await ctx.announce(contactsScored, { contacts });
}

/** From now on only what this person does from now on counts: their lead was returned, so they start from nothing. History stays. */
export async function resetScore(ctx: Ctx, reset: { contactId: string; at: string; cause: string }): Promise<void> {
  await sql`insert into score_reset (workspace_id, contact_id, reset_at, cause) values (${ctx.scope.workspaceId}, ${reset.contactId}, ${reset.at}, ${reset.cause})
    on conflict (workspace_id, contact_id) do update set reset_at = excluded.reset_at, cause = excluded.cause`.execute(ctx.tx);
  await scoreContacts(ctx, [reset.contactId], 'doing');
}

const BATCH = 500;

/** People whose record changed, whose label time alone changes, and who were never scored. @returns whether more wait */
export async function scoreDue(ctx: Ctx): Promise<{ more: boolean }> {
  const { workspaceId } = ctx.scope;
  const { rows: due } = await sql<{ id: string; changed: boolean }>`select id, score_due_at = 'epoch' as changed from contact
    where workspace_id = ${workspaceId} and score_due_at <= ${ctx.now} and deleted_at is null order by score_due_at limit ${BATCH} for no key update skip locked`.execute(
    ctx.tx,
  );
  const { rows: fresh } = await sql<{
    id: string;
  }>`select id from contact where workspace_id = ${workspaceId} and scored_at is null and deleted_at is null
    order by id limit ${BATCH} for no key update skip locked`.execute(ctx.tx);
  const never = new Set(fresh.map(({ id }) => id));
  const ids = (changed: boolean) => due.filter((row) => row.changed === changed && !never.has(row.id)).map(({ id }) => id);
  await scoreContacts(ctx, ids(true), 'doing');
  await scoreContacts(ctx, ids(false), 'time');
  await scoreContacts(ctx, [...never], 'first');
  return { more: due.length === BATCH || fresh.length === BATCH };
}

/** One batch of everybody. @returns where the next one goes on; null at the end */
export async function rescoreBatch(ctx: Ctx, after: string | null): Promise<string | null> {
  const { rows } = await sql<{
    id: string;
  }>`select id from contact where workspace_id = ${ctx.scope.workspaceId} and id > coalesce(${after}::uuid, '00000000-0000-0000-0000-000000000000')
    and deleted_at is null order by id limit ${BATCH}`.execute(ctx.tx);
  await scoreContacts(
    ctx,
    rows.map(({ id }) => id),
    'rules',
  );
  return rows.length === BATCH ? (rows.at(-1)?.id ?? null) : null;
}

/** People whose history grew without anybody telling (an import): scored again in the next sweep. */
export async function markUnseenHistory(ctx: Ctx): Promise<void> {
  await sql`update contact set score_due_at = ${ctx.now} where workspace_id = ${ctx.scope.workspaceId} and last_activity_at > scored_at
    and import_id is not null and deleted_at is null and (score_due_at is null or score_due_at > ${ctx.now})`.execute(ctx.tx);
}
