import { sql } from 'kysely';
import { promisesInForce } from '#modules/agreements/queries/promises.ts';
import { versionsOf } from '#modules/offers/queries/versions.ts';
import { activeProfile, criteriaOf } from '#modules/scoring/queries/profile.ts';
import { decides, thresholdRows } from '#modules/thresholds/queries/thresholds.ts';
import type { ReadCtx } from '#platform/context.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { type Refusal, refuse } from '#platform/shared/refusal.ts';
import type { getDecisionChoices } from '../contract/decisions.ts';
import type { Before } from '../rules/change.ts';
import type { Change } from '../schema.ts';

/** What a decision would change: a mark of how it stands, and its terms of now. */
export interface Target {
  basis: string;
  before: Before;
}

const gone = (what: string, field: string) => refuse('not_found', `${what} is not in force (any more).`, { field: `change.${field}` });

/** How what a decision would change stands now; a refusal where it is not there or has no such term. */
export async function targetOf(ctx: ReadCtx, change: Change): Promise<Target | Refusal> {
  switch (change.kind) {
    case 'threshold': {
      const row = (await thresholdRows(ctx)).find((one) => decides(one, ctx.now));
      return { basis: String(row?.number ?? ''), before: { cut: row?.cut ?? null } };
    }
    case 'clause':
      return clauseTarget(ctx, change);
    case 'profile': {
      const profile = await activeProfile(ctx.tx, ctx.scope);
      const criterion = profile && (await criteriaOf(ctx.tx, ctx.scope, profile.id)).find(({ id }) => id === change.criterionId);
      return profile && criterion
        ? { basis: profile.id, before: { name: criterion.label, weight: criterion.weight } }
        : gone('This criterion', 'criterionId');
    }
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

async function clauseTarget(ctx: ReadCtx, change: Extract<Change, { kind: 'clause' }>): Promise<Target | Refusal> {
  const agreed = await promisesInForce(ctx);
  const clause = agreed?.clauses.find(({ lineId }) => lineId === change.lineId);
  if (!agreed || !clause) return gone('This promise', 'lineId');
  const terms = termsOf(clause);
  const asked = (['withinSeconds', 'target', 'attempts', 'amount'] as const).filter((term) => change[term] !== undefined);
  if (asked.length === 0) return refuse('invalid', 'Say what changes in the promise.', { field: 'change.target' });
  const lacking = asked.find((term) => terms[term] === null);
  if (lacking) return refuse('invalid', 'This promise has no such term.', { field: `change.${lacking}` });
  if (asked.every((term) => terms[term] === change[term]))
    return refuse('invalid', 'The promise says so already.', { field: `change.${asked[0]}` });
  return { basis: agreed.id, before: { name: clause.title, ...terms } };
}

type Promised = NonNullable<Awaited<ReturnType<typeof promisesInForce>>>['clauses'][number];

const termsOf = (clause: Promised) => ({
  withinSeconds: 'withinSeconds' in clause ? clause.withinSeconds : null,
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
    criteria: criteria.filter(({ kind }) => kind === 'weighted').map(({ id, label, weight }) => ({ id, label, weight })),
    offers: (await openOffers(ctx)).map(({ id, name, untilOn, discountPercent }) => ({ id, name, untilOn, discountPercent })),
  };
}
