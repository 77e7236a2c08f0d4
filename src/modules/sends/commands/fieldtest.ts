import { type RawBuilder, sql } from 'kysely';
import { peopleSql } from '#modules/gate/queries/gate.ts';
import { rulesInForce } from '#modules/gate/queries/rules.ts';
import { setTest } from '#modules/reviews/commands/reviews.ts';
import { findReview, GONE } from '#modules/reviews/queries/reviews.ts';
import { reachable } from '#modules/team/queries.ts';
import type { Ctx } from '#platform/context.ts';
import type { ParsedOf } from '#platform/shared/contract.ts';
import { isRefusal, type Refusal, refuse } from '#platform/shared/refusal.ts';
import type { makeFieldTest } from '../contract/running.ts';
import { lockedSend, NO_SEND, type SendRecord, sendRecord, variantsOf } from '../queries/record.ts';
import { intentOf } from '../rules/intent.ts';
import { wholeShares } from '../rules/shares.ts';
import { create } from './drafts.ts';

/** The mailing that is tried out: of a test the one it is the test of. */
const originOf = ({ id, testOf }: SendRecord): string => testOf ?? id;

/** A message that has gone or goes, and was not called off. */
const stands = sql`not y.left_out and y.state not in ('cancelled', 'stopped', 'failed')`;

/** Whether a person (`w.contact_id`) got the same in a field test: they do not get it again. */
export function triedOut({ scope }: Ctx, send: SendRecord): RawBuilder<boolean> {
  return sql`exists (select from message y join send z on z.workspace_id = y.workspace_id and z.id = y.send_id
    where y.workspace_id = ${scope.workspaceId} and y.contact_id = w.contact_id and z.test_people is not null and z.id <> ${send.id} and ${stands}
      and (z.test_of = ${originOf(send)} or z.offer_id = ${send.offerId}::uuid))`;
}

/**
 * The people of a test: drawn from those of the audience whom the gate lets through now, the same whenever it is asked. Nobody who got the mailing itself
 * or an earlier test of it.
 */
export async function drawTest(
  ctx: Ctx,
  { send, people, condition }: { send: SendRecord; people: number; condition: RawBuilder<boolean> },
): Promise<string[]> {
  const ws = ctx.scope.workspaceId;
  const origin = originOf(send);
  // While it is drawn nobody is put into the launch, and the other way round.
  await lockedSend(ctx, origin);
  const planned = send.plannedAt && send.plannedAt > ctx.now ? send.plannedAt : ctx.now;
  const asking = { workspaceId: ws, intent: intentOf(send, planned), rules: await rulesInForce(ctx), now: ctx.now };
  const audience = sql`select t.id as contact_id, t.email, t.company_id, t.interests from contact t where t.workspace_id = ${ws} and t.deleted_at is null
    and ${reachable(ctx.scope, 'contact', { to: 'read', ownerColumn: 't.owner_id' })} and ${condition}`;
  const { rows } = await sql<{ id: string }>`select w.contact_id as id from (${peopleSql(asking, { audience, verdict: 'allowed' })}) w
    where not ${triedOut(ctx, send)} and not exists (select from message y where y.workspace_id = ${ws} and y.contact_id = w.contact_id
      and y.send_id = ${origin} and ${stands})
    order by hashtextextended(w.contact_id::text || ${`${origin}:test`}, 0), w.contact_id limit ${people}`.execute(ctx.tx);
  return rows.map(({ id }) => id);
}

/** Which mailing a review can be tried out by: itself, or a draft of the campaign or the offer. */
function belongs(review: { subject: string; subjectId: string }, send: SendRecord): boolean {
  if (review.subject === 'send') return send.id === review.subjectId;
  if (review.subject === 'campaign') return send.campaignId === review.subjectId;
  return review.subject !== 'offer' || send.offerId === review.subjectId;
}

/** A draft of the same content for a small part of the same audience, which comes back to the review by itself. It goes the way of every mailing. */
export async function makeTest(ctx: Ctx, { id, sendId, people }: ParsedOf<typeof makeFieldTest>): Promise<{ id: string } | Refusal> {
  const review = await findReview(ctx, id);
  if (!review) return GONE;
  const send = await sendRecord(ctx, sendId);
  if (isRefusal(send)) return NO_SEND;
  if (!belongs(review, send) || send.testOf !== null)
    return refuse('invalid', 'Choose the mailing that was asked about, or one of its campaign or offer.', { field: 'sendId' });
  if (send.state !== 'draft')
    return refuse('not_now', 'It was launched already: a test comes before. Its own first part can be named as the test.');
  const variants = await variantsOf(ctx, send.id);
  const shares = wholeShares(variants.map(({ share }) => share));
  const made = await create(ctx, {
    name: `Field test: ${send.name}`.slice(0, 200),
    ...{ side: send.side, kind: send.kind, audience: send.audience, offerId: send.offerId, topics: send.topics, purposeId: send.purposeId },
    ...{ senderId: send.senderId, campaignId: send.campaignId, hours: send.hours, lastsHours: send.lastsHours },
    ...(send.viewId ? { viewId: send.viewId } : { criteria: send.criteria }),
    variants: variants.map(({ name, templateId }, place) => ({ name, templateId, share: shares[place] ?? 0 })),
  });
  if (isRefusal(made)) return made;
  await ctx.tx
    .updateTable('send')
    .set({ test_of: send.id, test_people: people })
    .where('workspace_id', '=', ctx.scope.workspaceId)
    .where('id', '=', made.id)
    .execute();
  const named = await setTest(ctx, { id, sendId: made.id });
  return isRefusal(named) ? named : made;
}
