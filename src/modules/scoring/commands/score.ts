import { sql } from 'kysely';
import { z } from 'zod';
import { setLeadMomentum, setLeadScores } from '#modules/leads/commands/scores.ts';
import type { Ctx } from '#platform/context.ts';
import { job } from '#platform/jobs/job.ts';
import { contactsScored, type SCORING_CAUSES } from '../events.ts';
import { paceNow, quartilesOfChange } from '../queries/pace.ts';
import { type PersonScore, type Rules, rulesInForce, scorePeople } from '../queries/score.ts';
import { isForSales } from '../rules/decision.ts';
import { engagementClassOf } from '../rules/fit.ts';
import { momentumOf, type Pace, paceOf } from '../rules/momentum.ts';
import type { Momentum } from '../schema.ts';

type Cause = (typeof SCORING_CAUSES)[number];

/** Scores everyone anew, a batch at a time, as far as the run's record says. */
export const rescoreAll = job('scoring.rescoreAll', z.object({}));

interface Stored {
  id: string;
  score_label: string | null;
  fit: string | null;
  engagement_score: number | null;
  scored_at: string | null;
}

/** Scores people and keeps the result on their record, and on their open leads. Announces who changed label. */
export async function scoreContacts(ctx: Ctx, contactIds: readonly string[], cause: Cause): Promise<void> {
  if (contactIds.length === 0) return;
  const { rows: before } =
    await sql<Stored>`select id, score_label, fit, engagement_score::float8, scored_at from contact where workspace_id = ${ctx.scope.workspaceId}
    and id = any (${contactIds}::uuid[]) and deleted_at is null order by id for no key update`.execute(ctx.tx);
  if (before.length === 0) return;
  const rules = await rulesInForce(ctx);
  const ids = before.map(({ id }) => id);
  const scores = await scorePeople(ctx, rules, ids);
  const pace = await paceNow(ctx);
  await store(ctx, { rules, pace, scores });
  await setLeadScores(
    ctx,
    scores.map((score) => ({
      contactId: score.contactId,
      fit: score.fit?.class ?? null,
      label: score.label,
      momentum: momentumOf(score.change, pace),
      reason: score.strongest?.rule ?? null,
      reasonAt: score.strongest?.at ?? null,
      modelNumber: rules.model?.version.number ?? null,
    })),
  );
  await announce(ctx, { rules, before, scores, cause });
}

const round = (value: number, digits: number) => Math.round(value * 10 ** digits) / 10 ** digits;

async function store(ctx: Ctx, { rules, pace, scores }: { rules: Rules; pace: Pace; scores: readonly PersonScore[] }): Promise<void> {
  const rows = scores.map(({ contactId, fit, engagement, label, dueAt, change, strongest }) => ({
    id: contactId,
    fit: fit?.class ?? null,
    fit_score: fit?.fit === null || fit === null ? null : round(fit.fit, 2),
    fit_coverage: fit === null ? null : round(fit.coverage, 3),
    engagement: Number(engagementClassOf(engagement)),
    engagement_score: round(engagement, 3),
    engagement_change: round(change, 3),
    momentum: momentumOf(change, pace),
    score_label: label,
    score_due_at: dueAt,
    score_reason: strongest?.rule ?? null,
    score_reason_at: strongest?.at ?? null,
  }));
  await sql`update contact c set fit = r.fit, fit_score = r.fit_score, fit_coverage = r.fit_coverage, engagement = r.engagement,
      engagement_score = r.engagement_score, engagement_change = r.engagement_change, momentum = r.momentum, score_label = r.score_label,
      score_due_at = r.score_due_at, score_reason = r.score_reason, score_reason_at = r.score_reason_at, scored_at = ${ctx.now},
      score_model_number = ${rules.model?.version.number ?? null}, score_profile_number = ${rules.profile?.number ?? null}
    from json_to_recordset(${JSON.stringify(rows)}::json) as r(id uuid, fit text, fit_score numeric, fit_coverage numeric, engagement smallint,
      engagement_score numeric, engagement_change numeric, momentum text, score_label text, score_due_at timestamptz, score_reason text, score_reason_at timestamptz)
    where c.workspace_id = ${ctx.scope.workspaceId} and c.id = r.id`.execute(ctx.tx);
}

async function announce(
  ctx: Ctx,
  done: { rules: Rules; before: readonly Stored[]; scores: readonly PersonScore[]; cause: Cause },
): Promise<void> {
  const was = new Map(done.before.map((row) => [row.id, row]));
  const { handoff } = done.rules;
  const contacts = done.scores.flatMap(({ contactId, label, fit, engagement }) => {
    const stored = was.get(contactId);
    const from = stored?.score_label ?? null;
    const cause = stored?.scored_at === null && done.cause !== 'doing' ? ('first' as const) : done.cause;
    const handsOff = isForSales(handoff, { label, fit: fit?.class ?? null, engagement });
    const before = { label: from, fit: stored?.fit ?? null, engagement: stored?.engagement_score ?? null };
    if (label === from && !(handsOff && cause === 'doing')) return [];
    return [{ contactId, from, to: label, handsOff, handedOffBefore: isForSales(handoff, before), cause }];
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

/** People of one batch of a run over everybody: enough that the fixed cost of a batch does not show, few enough that nobody waits for their locks. */
const RUN_BATCH = 2_000;

/** Begins a run over everybody by the rules that are in force now; one that was under way begins anew. */
export async function beginRun(ctx: Ctx, cause: 'model' | 'profile' | 'threshold'): Promise<void> {
  const { workspaceId } = ctx.scope;
  await sql`update score_run set finished_at = ${ctx.now} where workspace_id = ${workspaceId} and finished_at is null`.execute(ctx.tx);
  await sql`insert into score_run (workspace_id, cause, total, started_at)
    select ${workspaceId}, ${cause}, count(*)::int, ${ctx.now}::timestamptz from contact where workspace_id = ${workspaceId} and deleted_at is null`.execute(
    ctx.tx,
  );
  await ctx.enqueue(rescoreAll, {}, { key: `rescore:${workspaceId}` });
  ctx.changed('score');
}

/** The next batch of the run that is under way. @returns whether more wait */
export async function rescoreBatch(ctx: Ctx): Promise<boolean> {
  const { workspaceId } = ctx.scope;
  const { rows: runs } = await sql<{ id: string; after_id: string | null }>`select id, after_id from score_run
    where workspace_id = ${workspaceId} and finished_at is null for update`.execute(ctx.tx);
  const [run] = runs;
  if (!run) return false;
  const { rows } = await sql<{ id: string }>`select id from contact where workspace_id = ${workspaceId}
    and id > coalesce(${run.after_id}::uuid, '00000000-0000-0000-0000-000000000000') and deleted_at is null order by id limit ${RUN_BATCH}`.execute(
    ctx.tx,
  );
  const ids = rows.map(({ id }) => id);
  await scoreContacts(ctx, ids, 'rules');
  const more = ids.length === RUN_BATCH;
  if (!more) await measurePace(ctx);
  await sql`update score_run set done = least(total, done + ${ids.length}), after_id = coalesce(${ids.at(-1) ?? null}::uuid, after_id),
    finished_at = ${more ? null : ctx.now} where workspace_id = ${workspaceId} and id = ${run.id}`.execute(ctx.tx);
  ctx.changed('score');
  return more;
}

/** Measures what counts as rising and falling, and says so anew of everyone whose word it changes. */
export async function measurePace(ctx: Ctx): Promise<void> {
  const { workspaceId } = ctx.scope;
  const quartiles = await quartilesOfChange(ctx);
  const pace = paceOf(quartiles);
  await sql`insert into score_pace (workspace_id, falling, rising, people, measured_at)
    values (${workspaceId}, ${pace.falling}, ${pace.rising}, ${quartiles.people}, ${ctx.now})
    on conflict (workspace_id) do update set falling = excluded.falling, rising = excluded.rising, people = excluded.people, measured_at = excluded.measured_at`.execute(
    ctx.tx,
  );
  // The same comparison as momentumOf, over everybody at once.
  const { rows } = await sql<{ id: string; momentum: Momentum }>`update contact c set momentum = n.momentum
    from (select id, case when engagement_change >= ${pace.rising} then 'rising' when engagement_change <= ${pace.falling} then 'falling' else 'steady' end as momentum
      from contact where workspace_id = ${workspaceId} and engagement_change is not null) n
    where c.workspace_id = ${workspaceId} and c.id = n.id and c.momentum is distinct from n.momentum returning c.id, c.momentum`.execute(
    ctx.tx,
  );
  await setLeadMomentum(
    ctx,
    rows.map(({ id, momentum }) => ({ contactId: id, momentum })),
  );
}

const DAY_MS = 86_400_000;

/** What rose or fell a week ago does so no longer: once a day, people with points are scored again. @returns whether more wait */
export async function scoreActive(ctx: Ctx): Promise<{ more: boolean }> {
  const { rows } = await sql<{ id: string }>`select id from contact where workspace_id = ${ctx.scope.workspaceId} and deleted_at is null
    and scored_at < ${new Date(Date.parse(ctx.now) - DAY_MS + 3_600_000).toISOString()} and (momentum <> 'steady' or engagement_score >= 5)
    order by id limit ${RUN_BATCH} for no key update skip locked`.execute(ctx.tx);
  await scoreContacts(
    ctx,
    rows.map(({ id }) => id),
    'time',
  );
  return { more: rows.length === RUN_BATCH };
}

/** People whose history grew without anybody telling (an import): scored again in the next sweep. */
export async function markUnseenHistory(ctx: Ctx): Promise<void> {
  await sql`update contact set score_due_at = ${ctx.now} where workspace_id = ${ctx.scope.workspaceId} and last_activity_at > scored_at
    and import_id is not null and deleted_at is null and (score_due_at is null or score_due_at > ${ctx.now})`.execute(ctx.tx);
}
