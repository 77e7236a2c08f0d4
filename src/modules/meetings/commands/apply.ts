import { createTask } from '#modules/activities/commands/tasks.ts';
import { agreeOnClause } from '#modules/agreements/commands/decided.ts';
import { agreeOnRouting } from '#modules/handoffs/commands/decided.ts';
import { ask } from '#modules/library/commands/requests.ts';
import { agreeOnOffer } from '#modules/offers/commands/decided.ts';
import { agreeOnCriterion, agreeOnRule } from '#modules/scoring/commands/decided.ts';
import { signaturesOn } from '#modules/signatures/queries.ts';
import { timeZoneOf } from '#modules/team/queries.ts';
import { agreeOnThreshold } from '#modules/thresholds/commands/decided.ts';
import type { Ctx } from '#platform/context.ts';
import { startOfDay } from '#platform/shared/calendar.ts';
import { isRefusal, type Refusal } from '#platform/shared/refusal.ts';
import type { DecisionRow } from '../queries/decisions.ts';

type Applied = NonNullable<DecisionRow['applied']>;
type Made = { id: string | null; number?: number } | Refusal;

const HOUR_MS = 3_600_000;
const END_OF_DAY = 18;

const placed = (place: Applied['place'], made: Made, id?: string): Applied | Refusal =>
  isRefusal(made) ? made : { place, id: id ?? made.id, number: made.number ?? null };

/** Carries a decision out, through the door of the module that the change belongs to. Both signatures of the decision count there. */
export async function applyDecision(ctx: Ctx, { id, number, title, change, basis }: DecisionRow): Promise<Applied | Refusal> {
  const given = await signaturesOn(ctx.tx, ctx.scope, { subject: 'decision', id });
  const signatures = given.map(({ party, member, signedAt }) => ({ party, memberId: member.id, signedAt }));
  const endOf = async (day: string) => new Date(Date.parse(startOfDay(await timeZoneOf(ctx), day)) + END_OF_DAY * HOUR_MS).toISOString();
  switch (change.kind) {
    case 'threshold':
      return placed('threshold', await agreeOnThreshold(ctx, { ...change, basedOn: basis === '' ? null : Number(basis), signatures }));
    case 'clause': {
      const { kind: _kind, ...changed } = change;
      return placed('agreement', await agreeOnClause(ctx, { changed, basedOn: basis, note: `Decision ${number}: ${title}`, signatures }));
    }
    case 'profile':
      return placed('profile', await agreeOnCriterion(ctx, { ...change, basedOn: basis, signatures }));
    case 'score': {
      const { kind: _kind, ...changed } = change;
      return placed('score', await agreeOnRule(ctx, { changed, basedOn: basis, signatures }));
    }
    case 'routing': {
      const { kind: _kind, ...changed } = change;
      return placed('routing', await agreeOnRouting(ctx, { changed, basedOn: basis }));
    }
    case 'offer':
      return placed('offer', await agreeOnOffer(ctx, { ...change, basedOn: basis }), change.offerId);
    case 'asset':
      return placed(
        'requests',
        await ask(ctx, { need: change.need, persona: null, stage: null, dealIds: [], dueAt: await endOf(change.dueOn) }),
      );
    case 'action':
      return placed('task', await createTask(ctx, { subject: change.what, assigneeId: change.ownerId, dueAt: await endOf(change.dueOn) }));
  }
}
