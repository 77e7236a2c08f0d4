import { sql } from 'kysely';
import { notify } from '#modules/notices/commands.ts';
import type { Ctx } from '#platform/context.ts';
import type { OutputOf, ParsedOf } from '#platform/shared/contract.ts';
import { isRefusal, type Refusal, refuse } from '#platform/shared/refusal.ts';
import type { createClaim, reportDiscrepancy, resolveDiscrepancy, retireClaim, reviseClaim } from '../contract/claims.ts';
import { type ClaimVersionRow, claimDifferenceOf, claimVersionsOf } from '../queries/versions.ts';
import { EVERYTHING } from '../schema.ts';
import { closeNotices, tellChange } from './changes.ts';

type Done = Record<string, never>;

export async function approveClaim(
  ctx: Ctx,
  { about, ...content }: ParsedOf<typeof createClaim>,
): Promise<OutputOf<typeof createClaim> | Refusal> {
  const { id } = await ctx.tx
    .insertInto('claim')
    .values({ workspace_id: ctx.scope.workspaceId, about, created_by: ctx.scope.actor.memberId, created_at: ctx.now })
    .returning('id')
    .executeTakeFirstOrThrow();
  const told = await writeVersion(ctx, { claimId: id, number: 1, before: null, ...content, why: null });
  return isRefusal(told) ? told : { id, asked: told.asked };
}

/** Replaces what is said; the words before stay, as what texts are checked against. */
export async function revise(ctx: Ctx, { id, ...content }: ParsedOf<typeof reviseClaim>): Promise<OutputOf<typeof reviseClaim> | Refusal> {
  const claim = await openClaim(ctx, id);
  if (isRefusal(claim)) return claim;
  const [before] = await claimVersionsOf(ctx, [id]);
  const same = before && claimDifferenceOf(before, { ...before, ...content }).every(({ field }) => field === 'validFrom');
  if (same) return refuse('conflict', 'This is what is said already.', { field: 'statement' });
  return writeVersion(ctx, { claimId: id, number: (before?.number ?? 0) + 1, before: before?.id ?? null, ...content });
}

interface NewVersion extends Pick<ClaimVersionRow, 'claimId' | 'number' | 'statement' | 'phrases' | 'validFrom' | 'why'> {
  before: string | null;
}

async function writeVersion(
  ctx: Ctx,
  { claimId, number, before, statement, phrases, validFrom, why }: NewVersion,
): Promise<{ versionId: string; asked: number } | Refusal> {
  const { workspaceId, actor } = ctx.scope;
  const { id } = await ctx.tx
    .insertInto('claim_version')
    .values({
      workspace_id: workspaceId,
      claim_id: claimId,
      number,
      statement,
      phrases,
      valid_from: validFrom,
      why: why || null,
      approved_by: actor.memberId,
      approved_at: ctx.now,
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  await closeClaimNotices(ctx, claimId);
  const told = await tellChange(ctx, {
    title: number === 1 ? 'New: what both teams may say' : 'What may be said changes',
    about: { claimVersionId: id, claimBeforeId: before },
    concerns: 'everybody',
    audience: 'everybody',
    criteria: EVERYTHING,
  });
  if (isRefusal(told)) return told;
  ctx.changed('claim', claimId);
  return { versionId: id, asked: told.asked };
}

const closeClaimNotices = (ctx: Ctx, claimId: string) =>
  closeNotices(
    ctx,
    sql`exists (select from claim_version v where v.workspace_id = n.workspace_id and v.id = n.claim_version_id and v.claim_id = ${claimId})`,
  );

async function openClaim(ctx: Ctx, id: string): Promise<Done | Refusal> {
  const { rows } = await sql<{ retired: boolean }>`select retired_at is not null as retired from claim
    where workspace_id = ${ctx.scope.workspaceId} and id = ${id} for update`.execute(ctx.tx);
  const [claim] = rows;
  if (!claim) return refuse('not_found', 'This claim is not here.');
  return claim.retired ? refuse('conflict', 'This is not said any more. Approve a new claim.') : {};
}

export async function retire(ctx: Ctx, { id, reason }: ParsedOf<typeof retireClaim>): Promise<Done | Refusal> {
  const claim = await openClaim(ctx, id);
  if (isRefusal(claim)) return claim;
  await ctx.tx
    .updateTable('claim')
    .set({ retired_at: ctx.now, retired_by: ctx.scope.actor.memberId, retire_reason: reason })
    .where('workspace_id', '=', ctx.scope.workspaceId)
    .where('id', '=', id)
    .execute();
  await closeClaimNotices(ctx, id);
  await tellRetired(ctx, { id, reason });
  ctx.changed('claim', id);
  return {};
}

/** Everybody who was ever asked to confirm it hears that it is not said any more. */
async function tellRetired(ctx: Ctx, { id, reason }: { id: string; reason: string }): Promise<void> {
  const { rows } = await sql<{ memberId: string; statement: string }>`select distinct k.member_id as "memberId",
      (select s.statement from claim_version s where s.workspace_id = k.workspace_id and s.claim_id = ${id} order by s.number desc limit 1) as statement
    from change_confirmation k join change_notice n on n.workspace_id = k.workspace_id and n.id = k.notice_id
    join claim_version v on v.workspace_id = n.workspace_id and v.id = n.claim_version_id and v.claim_id = ${id}
    where k.workspace_id = ${ctx.scope.workspaceId}`.execute(ctx.tx);
  for (const { memberId, statement } of rows)
    await notify(ctx, {
      memberId,
      kind: 'claim.retired',
      title: 'Please do not say this any more',
      body: `“${statement}” ${reason}`,
      link: '/claims',
      dedupeKey: `claim-retired:${id}`,
    });
}

export async function report(
  ctx: Ctx,
  { said, saidElsewhere, seenWhere, claimId, offerId }: ParsedOf<typeof reportDiscrepancy>,
): Promise<OutputOf<typeof reportDiscrepancy> | Refusal> {
  const { workspaceId, actor } = ctx.scope;
  for (const [table, id] of [
    ['claim', claimId],
    ['offer', offerId],
  ] as const) {
    if (id === null) continue;
    const { rows } = await sql`select from ${sql.table(table)} where workspace_id = ${workspaceId} and id = ${id}`.execute(ctx.tx);
    if (rows.length === 0) return refuse('invalid', `This ${table} is not here.`, { field: `${table}Id` });
  }
  const { id } = await ctx.tx
    .insertInto('discrepancy')
    .values({
      workspace_id: workspaceId,
      said,
      said_elsewhere: saidElsewhere,
      seen_where: seenWhere,
      claim_id: claimId,
      offer_id: offerId,
      reported_by: actor.memberId,
      reported_at: ctx.now,
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  await tellOwners(ctx, { id, claimId, offerId });
  ctx.changed('discrepancy', id);
  return { id };
}

/** Whoever stands for the claim or the offer hears of it; else the leads of Marketing. */
async function tellOwners(
  ctx: Ctx,
  { id, claimId, offerId }: { id: string; claimId: string | null; offerId: string | null },
): Promise<void> {
  const { rows } = await sql<{ id: string }>`with named as (
      select o.owner_id as id from offer o where o.workspace_id = ${ctx.scope.workspaceId} and o.id = ${offerId} and o.owner_id is not null
      union select v.approved_by from claim_version v where v.workspace_id = ${ctx.scope.workspaceId} and v.claim_id = ${claimId} and v.approved_by is not null)
    select id from named union select m.id from member m where m.workspace_id = ${ctx.scope.workspaceId} and m.status = 'active'
      and 'marketing_lead' = any (m.roles) and not exists (select from named)`.execute(ctx.tx);
  for (const { id: memberId } of rows.filter((row) => row.id !== ctx.scope.actor.memberId))
    await notify(ctx, {
      memberId,
      kind: 'discrepancy.reported',
      title: 'Customers are told two different things',
      body: 'What was said here and there stands side by side, with where it was seen.',
      link: '/claims?tab=discrepancies',
      dedupeKey: `discrepancy:${id}`,
    });
}

/** Says what is right; where a claim is named, by its version of now. */
export async function resolve(ctx: Ctx, { id, correction, claimId }: ParsedOf<typeof resolveDiscrepancy>): Promise<Done | Refusal> {
  const [version] = claimId === null ? [] : await claimVersionsOf(ctx, [claimId]);
  if (claimId !== null && !version) return refuse('invalid', 'This claim is not here.', { field: 'claimId' });
  const { rows } = await sql<{
    reported_by: string | null;
  }>`update discrepancy set correction = ${correction}, correct_version_id = ${version?.id ?? null}, claim_id = coalesce(claim_id, ${claimId}),
      resolved_by = ${ctx.scope.actor.memberId}, resolved_at = ${ctx.now}
    where workspace_id = ${ctx.scope.workspaceId} and id = ${id} and resolved_at is null returning reported_by`.execute(ctx.tx);
  const [row] = rows;
  if (!row) return refuse('not_found', 'This is not here, or it was resolved already.');
  if (row.reported_by !== null && row.reported_by !== ctx.scope.actor.memberId)
    await notify(ctx, {
      memberId: row.reported_by,
      kind: 'discrepancy.resolved',
      title: 'What you reported was corrected',
      body: correction,
      link: '/claims?tab=discrepancies',
      dedupeKey: `discrepancy-resolved:${id}`,
    });
  ctx.changed('discrepancy', id);
  return {};
}
