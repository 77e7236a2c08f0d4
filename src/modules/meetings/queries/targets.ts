import { isDeepStrictEqual } from 'node:util';
import { sql } from 'kysely';
import { currentCalendars } from '#modules/agreements/queries/calendars.ts';
import { clausesWith, termsOfClause } from '#modules/agreements/queries/changed.ts';
import { promisesInForce } from '#modules/agreements/queries/promises.ts';
import { TERMS } from '#modules/agreements/schema.ts';
import { versionsOf } from '#modules/offers/queries/versions.ts';
import { criteriaWith } from '#modules/scoring/queries/moves.ts';
import { activeProfile, criteriaOf } from '#modules/scoring/queries/profile.ts';
import { criterionProblem } from '#modules/scoring/queries/standing.ts';
import { MOST_CRITERIA } from '#modules/scoring/schema.ts';
import { decides, thresholdRows } from '#modules/thresholds/queries/thresholds.ts';
import type { ReadCtx } from '#platform/context.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { isRefusal, type Refusal, refuse } from '#platform/shared/refusal.ts';
import type { getDecisionChoices } from '../contract/decisions.ts';
import type { Change } from '../schema.ts';
import { gone, routingTarget, ruleChoices, scoreTarget, type Target } from './ruletargets.ts';

/** How what a decision would change stands now; a refusal where it is not there or has no such term. */
export async function targetOf(ctx: ReadCtx, change: Change): Promise<Target | Refusal> {
  switch (change.kind) {
    case 'threshold': {
      const row = (await thresholdRows(ctx)).find((one) => decides(one, ctx.now));
      return { basis: String(row?.number ?? ''), before: { cut: row?.cut ?? null } };
    }
    case 'clause':
      return clauseTarget(ctx, change);
    case 'profile':
      return profileTarget(ctx, change);
    case 'score':
      return scoreTarget(ctx, change);
    case 'routing':
      return routingTarget(ctx, change);
    case 'offer':
      return offerTarget(ctx, change);
    case 'asset':
      return { basis: '', before: {} };
    case 'action': {
      const { rows } = await sql<{
        name: string;
      }>`select name from member where workspace_id = ${ctx.scope.workspaceId} and id = ${change.ownerId}
        and status = 'active'`.execute(ctx.tx);
      return rows[0]
        ? { basis: '', before: { name: rows[0].name } }
        : refuse('invalid', 'Choose somebody who has access.', { field: 'change.ownerId' });
    }
  }
}

async function clauseTarget(ctx: ReadCtx, { kind: _kind, ...changed }: Extract<Change, { kind: 'clause' }>): Promise<Target | Refusal> {
  const agreed = await promisesInForce(ctx);
  const clause = agreed?.clauses.find(({ lineId }) => lineId === changed.lineId);
  if (!agreed || !clause) return gone('This promise', 'lineId');
  const asked = TERMS.filter((term) => changed[term] !== undefined);
  if (asked.length === 0) return refuse('invalid', 'Say what changes in the promise.', { field: 'change.target' });
  const after = await clausesWith(ctx.tx, ctx.scope, { versionId: agreed.id, changed });
  if (isRefusal(after)) return after;
  const own = termsOfClause(clause);
  if (asked.every((term) => own[term] === changed[term]))
    return refuse('invalid', 'The promise says so already.', { field: `change.${asked[0]}` });
  const calendars = await currentCalendars(ctx.tx, ctx.scope);
  const nameOf = (id: string | null | undefined) => (id ? calendars.get(id)?.name : undefined);
  const { calendarId, ...terms } = termsOf(clause);
  const named = { calendarName: nameOf(calendarId) ?? null, nextCalendarName: nameOf(changed.calendarId) };
  return { basis: agreed.id, before: { name: clause.title, ...terms, ...named } };
}

async function profileTarget(ctx: ReadCtx, change: Extract<Change, { kind: 'profile' }>): Promise<Target | Refusal> {
  const { criterionId, criterion, weight } = change;
  const profile = await activeProfile(ctx.tx, ctx.scope);
  if (!profile) return gone('A profile', 'criterionId');
  if ((criterion === undefined) === (weight === undefined) || (criterionId === null && !criterion))
    return refuse('invalid', 'Write the criterion, or choose one and say what it weighs.', { field: 'change.criterion' });
  const problem = criterion && (await criterionProblem(ctx, criterion, 'change.criterion.condition'));
  if (problem) return refuse('invalid', problem.message, problem);
  const before = await criteriaOf(ctx.tx, ctx.scope, profile.id);
  const own = before.find(({ id }) => id === criterionId);
  if (criterionId !== null && !own) return gone('This criterion', 'criterionId');
  const after = criteriaWith(before, change);
  if (after.length > MOST_CRITERIA)
    return refuse('invalid', `A profile has ${MOST_CRITERIA} criteria at most.`, { field: 'change.criterion' });
  if (
    isDeepStrictEqual(
      after,
      before.map(({ id: _id, ...one }) => one),
    )
  )
    return refuse('invalid', 'The profile says so already.', { field: 'change.criterion' });
  return { basis: profile.id, before: own ? { name: own.label, weight: own.weight } : {} };
}

type Promised = NonNullable<Awaited<ReturnType<typeof promisesInForce>>>['clauses'][number];

const termsOf = (clause: Promised) => ({
  withinSeconds: 'withinSeconds' in clause ? clause.withinSeconds : null,
  calendarId: 'calendarId' in clause ? clause.calendarId : null,
  target: 'target' in clause ? clause.target : null,
  attempts: 'attempts' in clause ? clause.attempts : null,
  amount: 'amount' in clause ? clause.amount : null,
});

async function offerTarget(ctx: ReadCtx, change: Extract<Change, { kind: 'offer' }>): Promise<Target | Refusal> {
  if (change.untilOn === undefined && change.discountPercent === undefined)
    return refuse('invalid', 'Say what changes in the offer.', { field: 'change.untilOn' });
  const offer = (await openOffers(ctx)).find(({ id }) => id === change.offerId);
  return offer ? { basis: offer.versionId, before: offer } : gone('This offer', 'offerId');
}

/** Offers that were announced and have not ended, with their newest version. */
async function openOffers(ctx: ReadCtx) {
  const { rows } = await sql<{
    id: string;
    name: string;
  }>`select id, name from offer where workspace_id = ${ctx.scope.workspaceId} and ended_at is null order by name`.execute(ctx.tx);
  const versions = await versionsOf(
    ctx,
    rows.map(({ id }) => id),
  );
  return rows.flatMap(({ id, name }) => {
    const newest = versions.find(({ offerId }) => offerId === id);
    if (!newest?.announcedAt) return [];
    return [{ id, name, versionId: newest.id, untilOn: newest.untilOn, discountPercent: newest.discountPercent }];
  });
}

export async function readChoices(ctx: ReadCtx): Promise<OutputOf<typeof getDecisionChoices>> {
  const agreed = await promisesInForce(ctx);
  const threshold = (await thresholdRows(ctx)).find((row) => decides(row, ctx.now));
  const profile = await activeProfile(ctx.tx, ctx.scope);
  const criteria = profile ? await criteriaOf(ctx.tx, ctx.scope, profile.id) : [];
  return {
    clauses: (agreed?.clauses ?? []).map((clause) => ({
      ...{ lineId: clause.lineId, title: clause.title, party: clause.party, clocked: clause.clocked },
      ...termsOf(clause),
    })),
    threshold: threshold && threshold.cut !== null ? { number: threshold.number, cut: threshold.cut } : null,
    calendars: [...(await currentCalendars(ctx.tx, ctx.scope)).values()].map(({ id, name }) => ({ id, name })),
    profile: profile ? { number: profile.number } : null,
    criteria,
    ...(await ruleChoices(ctx)),
    offers: (await openOffers(ctx)).map(({ id, name, untilOn, discountPercent }) => ({ id, name, untilOn, discountPercent })),
  };
}
