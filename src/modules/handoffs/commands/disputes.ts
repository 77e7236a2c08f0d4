import { sql } from 'kysely';
import { record } from '#modules/activities/commands/record.ts';
import { resumeAfterDispute } from '#modules/agreements/commands/disputes.ts';
import { moveStage } from '#modules/leads/commands/stages.ts';
import { notify } from '#modules/notices/commands.ts';
import { signsFor } from '#modules/signatures/queries.ts';
import { unlimited } from '#modules/team/queries.ts';
import type { Ctx } from '#platform/context.ts';
import { isRefusal, type Refusal, refuse } from '#platform/shared/refusal.ts';
import { judgeable } from '../queries/disputes.ts';
import { leadersOfBothSides } from '../queries/people.ts';
import { reachableHandoff } from '../queries/reach.ts';
import { rulingOf } from '../rules/ruling.ts';
import type { Judgment, Ruling } from '../schema.ts';
import { lockHandoff, writeVerdict } from './verdict.ts';

type Done = Record<string, never>;

/** Marketing says that a rejection is wrong. Nothing runs meanwhile: the clocks rest from the verdict on. */
export async function raiseDispute(ctx: Ctx, raised: { id: string; why: string }): Promise<{ id: string } | Refusal> {
  if (!(await reachableHandoff(ctx, raised.id)))
    return refuse('not_found', 'This hand-off is not here any more, or it is not yours to see.');
  if ((await signsFor(ctx, 'lead:return')) !== 'marketing') return refuse('forbidden', 'A rejection is disputed by Marketing.');
  const { workspaceId, actor } = ctx.scope;
  const { rows } = await sql<{ id: string; decision: string; disputed: boolean }>`
    select v.id, v.decision, exists (select from dispute d where d.workspace_id = v.workspace_id and d.verdict_id = v.id and d.ruling is distinct from 'withdrawn') as disputed
    from verdict v where v.workspace_id = ${workspaceId} and v.handoff_id = ${raised.id} order by v.decided_at desc, v.id desc limit 1 for update`.execute(
    ctx.tx,
  );
  const [verdict] = rows;
  if (verdict?.decision !== 'rejected') return refuse('not_now', 'Only a rejection can be disputed.');
  if (verdict.disputed) return refuse('conflict', 'This verdict was disputed already.');
  const { id } = await ctx.tx
    .insertInto('dispute')
    .values({
      workspace_id: workspaceId,
      handoff_id: raised.id,
      verdict_id: verdict.id,
      why: raised.why,
      raised_by: actor.memberId,
      raised_at: ctx.now,
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  await ctx.tx
    .insertInto('review_case')
    .values({ workspace_id: workspaceId, handoff_id: raised.id, dispute_id: id, cause: 'dispute', drawn_at: ctx.now })
    .execute();
  for (const memberId of await leadersOfBothSides(ctx))
    await notify(ctx, {
      memberId,
      kind: 'dispute.raised',
      title: 'A rejection is disputed',
      body: 'Somebody of each side judges the lead blind: without rep, source and verdict.',
      link: '/disputes?tab=judge',
      dedupeKey: `dispute:${id}`,
    });
  ctx.changed('dispute', id);
  return { id };
}

interface Open {
  id: string;
  handoff_id: string;
  verdict_id: string;
  raised_by: string | null;
}

async function lockDispute(ctx: Ctx, id: string): Promise<Open | Refusal> {
  const { rows } = await sql<Open & { ruling: string | null }>`select id, handoff_id, verdict_id, raised_by, ruling from dispute
    where workspace_id = ${ctx.scope.workspaceId} and id = ${id} for update`.execute(ctx.tx);
  const [dispute] = rows;
  if (!dispute) return refuse('not_found', 'This dispute is not here any more.');
  return dispute.ruling === null ? dispute : refuse('conflict', 'This dispute was decided already.');
}

export async function withdrawDispute(ctx: Ctx, id: string): Promise<Done | Refusal> {
  const dispute = await lockDispute(ctx, id);
  if (isRefusal(dispute)) return dispute;
  if (dispute.raised_by !== ctx.scope.actor.memberId && !ctx.scope.permissions.has('agreement:excuse'))
    return refuse('forbidden', 'Whoever disputed a verdict can take that back.');
  await rule(ctx, dispute, { ruling: 'withdrawn', note: null });
  return {};
}

/** A lead of either side decides where the two judgments differ. */
export async function ruleDispute(ctx: Ctx, given: { id: string; ruling: 'upheld' | 'overturned'; note: string }): Promise<Done | Refusal> {
  const dispute = await lockDispute(ctx, given.id);
  if (isRefusal(dispute)) return dispute;
  if (dispute.raised_by !== null && dispute.raised_by === ctx.scope.actor.memberId)
    return refuse('forbidden', 'You disputed this yourself. Somebody else decides it.');
  const { rows } = await sql<{
    n: number;
  }>`select count(*)::int as n from review_judgment j join review_case k on k.workspace_id = j.workspace_id and k.id = j.case_id
    where k.workspace_id = ${ctx.scope.workspaceId} and k.dispute_id = ${given.id}`.execute(ctx.tx);
  if ((rows[0]?.n ?? 0) < 2) return refuse('not_now', 'Both sides judge the lead first. Two that agree decide it.');
  await rule(ctx, dispute, given);
  return {};
}

/** One of each side judges, blind and without seeing the other. */
export async function judgeCase(
  ctx: Ctx,
  given: { id: string; judgment: Judgment; note?: string | undefined },
): Promise<{ ruling: Ruling | null } | Refusal> {
  const party = await signsFor(ctx, 'lead:return');
  if (!party) return refuse('forbidden', 'Only someone of Sales or of Marketing judges for their side.');
  const { rows } = await sql<{
    dispute_id: string | null;
  }>`select k.dispute_id from review_case k join handoff h on h.workspace_id = k.workspace_id and h.id = k.handoff_id
      left join dispute d on d.workspace_id = k.workspace_id and d.id = k.dispute_id
    where k.id = ${given.id} and ${judgeable(ctx, party)} for update of k`.execute(ctx.tx);
  const [found] = rows;
  if (!found) return refuse('not_found', 'This case is not yours to judge: your side has judged it, or you had a part in it.');
  await ctx.tx
    .insertInto('review_judgment')
    .values({
      workspace_id: ctx.scope.workspaceId,
      case_id: given.id,
      party,
      member_id: ctx.scope.actor.memberId,
      judgment: given.judgment,
      note: given.note || null,
      judged_at: ctx.now,
    })
    .execute();
  ctx.changed('dispute', found.dispute_id ?? given.id);
  if (!found.dispute_id) return { ruling: null };
  const { rows: judged } = await sql<{
    judgment: Judgment;
  }>`select judgment from review_judgment where workspace_id = ${ctx.scope.workspaceId} and case_id = ${given.id}`.execute(ctx.tx);
  const ruling = rulingOf(judged.map(({ judgment }) => judgment));
  const dispute = ruling ? await lockDispute(ctx, found.dispute_id) : null;
  if (ruling && dispute && !isRefusal(dispute)) await rule(ctx, dispute, { ruling, note: null });
  return { ruling };
}

async function rule(ctx: Ctx, dispute: Open, given: { ruling: Ruling; note: string | null }): Promise<void> {
  await ctx.tx
    .updateTable('dispute')
    .set({
      ruling: given.ruling,
      ruling_note: given.note,
      ruled_at: ctx.now,
      ruled_by: given.note === null && given.ruling !== 'withdrawn' ? null : ctx.scope.actor.memberId,
    })
    .where('workspace_id', '=', ctx.scope.workspaceId)
    .where('id', '=', dispute.id)
    .execute();
  if (given.ruling === 'overturned') await overturn({ ...ctx, scope: unlimited(ctx.scope) }, dispute);
  ctx.changed('dispute', dispute.id);
  if (dispute.raised_by && given.ruling !== 'withdrawn')
    await notify(ctx, {
      memberId: dispute.raised_by,
      kind: 'dispute.ruled',
      title: given.ruling === 'overturned' ? 'Your dispute was upheld: the lead counts as accepted' : 'The rejection stands',
      body: given.note ?? 'Both sides judged the same, blind.',
      link: '/disputes',
      dedupeKey: `ruling:${dispute.id}`,
    });
}

/** The rejection stays on record, and the lead is accepted: with its rep, and with the time that was left. */
async function overturn(ctx: Ctx, dispute: Open): Promise<void> {
  const handoff = await lockHandoff(ctx, dispute.handoff_id);
  if (!handoff) return;
  const { workspaceId } = ctx.scope;
  const { rows } = await sql<{ decided_at: string; activity_id: string | null; elsewhere: boolean }>`
    select v.decided_at, (select coalesce(a.corrects_id, a.id) from activity a where a.workspace_id = v.workspace_id and a.lead_id = v.lead_id and a.kind = 'verdict' and a.occurred_at = v.decided_at
        and a.data ->> 'causeId' = v.handoff_id::text order by a.logged_at limit 1) as activity_id,
      exists (select from handoff o where o.workspace_id = v.workspace_id and o.lead_id = v.lead_id and o.closed_at is null) as elsewhere
    from verdict v where v.workspace_id = ${workspaceId} and v.id = ${dispute.verdict_id}`.execute(ctx.tx);
  const [was] = rows;
  // Meanwhile it came to Sales another way: there it is judged anew.
  if (!was || was.elsewhere) return;
  await sql`update handoff set decision = null, decided_at = null, returned_at = null, closed_at = null where workspace_id = ${workspaceId} and id = ${handoff.id}`.execute(
    ctx.tx,
  );
  const moved = await moveStage(ctx, { leadId: handoff.lead_id, to: 'sal', cause: 'verdict:overturned' });
  if (isRefusal(moved)) throw new Error(`an overturned lead could not be moved: ${moved.message}`);
  if (was.activity_id) await sayOverturned(ctx, { handoff, verdictAt: was.decided_at, activityId: was.activity_id });
  await writeVerdict(
    ctx,
    { ...handoff, decision: null, closed_at: null },
    { decision: 'accepted', reason: undefined, warnings: [], attempts: 0 },
  );
  if (handoff.assignee_id)
    await notify(ctx, {
      memberId: handoff.assignee_id,
      kind: 'dispute.overturned',
      title: `${handoff.name} is yours again`,
      body: 'The rejection was disputed and did not stand. The clocks go on with the time that was left.',
      link: `/leads/${handoff.lead_id}`,
      dedupeKey: `overturned:${dispute.id}`,
    });
}

/** The ledger keeps the verdict as it was given, and says from now on that it was overturned; so it proves no follow-up any more. */
async function sayOverturned(
  ctx: Ctx,
  over: { handoff: { id: string; lead_id: string; contact_id: string; company_id: string | null }; verdictAt: string; activityId: string },
): Promise<void> {
  const { handoff, verdictAt, activityId } = over;
  await record(ctx, [
    {
      kind: 'verdict',
      occurredAt: verdictAt,
      evidence: 'system',
      side: 'sales',
      contactId: handoff.contact_id,
      companyId: handoff.company_id,
      leadId: handoff.lead_id,
      outcome: 'overturned',
      correctsId: activityId,
      data: { causeId: handoff.id },
    },
  ]);
  await resumeAfterDispute(ctx, { causeId: handoff.id, verdictAt, activityId, reason: 'The rejection was disputed and overturned.' });
}

/** Draws hand-offs with a verdict by lot. @returns how many */
export async function drawCases(ctx: Ctx, n: number): Promise<{ drawn: number }> {
  const { rows } = await sql`insert into review_case (workspace_id, handoff_id, cause, drawn_at)
    select workspace_id, id, 'drawn', ${ctx.now} from handoff h where h.workspace_id = ${ctx.scope.workspaceId} and h.decision in ('accepted', 'rejected', 'recycled')
      and h.decided_at > ${ctx.now}::timestamptz - interval '180 days' and not exists (select from review_case k where k.workspace_id = h.workspace_id and k.handoff_id = h.id)
    order by random() limit ${n} on conflict do nothing returning id`.execute(ctx.tx);
  ctx.changed('dispute');
  return { drawn: rows.length };
}

/** One in fifty of the hand-offs that were decided lately, by a hash of their id: whoever decides cannot know which, and asking twice draws the same. */
export async function drawAudit(ctx: Ctx): Promise<void> {
  await sql`insert into review_case (workspace_id, handoff_id, cause, drawn_at)
    select workspace_id, id, 'audit', ${ctx.now} from handoff h where h.workspace_id = ${ctx.scope.workspaceId} and h.decision in ('accepted', 'rejected', 'recycled')
      and h.decided_at > ${ctx.now}::timestamptz - interval '30 days' and ('x' || substr(md5(h.id::text), 1, 6))::bit(24)::int % 50 = 0
    on conflict do nothing`.execute(ctx.tx);
}
