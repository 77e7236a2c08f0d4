import { sql } from 'kysely';
import { reachableContact } from '#modules/contacts/queries/contacts.ts';
import type { Ctx } from '#platform/context.ts';
import { isRefusal, type Refusal, refuse } from '#platform/shared/refusal.ts';
import { askingProblem } from '../queries/checks.ts';
import { decisionOn } from '../queries/facts.ts';
import { AGREED_CODES, type AgreedCode, type Intent, MOST_OVERRIDE_DAYS, type Reason } from '../schema.ts';
import { tellOtherSide } from './telling.ts';

interface Overriding {
  id: string;
  intent: Intent;
  codes?: readonly AgreedCode[] | undefined;
  reason: string;
  until: string;
}

const GONE = refuse('not_found', 'This override is not there any more, or your role does not reach its person.');
const NO_RIGHT = refuse('forbidden', 'Your role may not override the gate. Ask somebody who leads a team.');
const DAY_MS = 86_400_000;

/**
 * Lets one person be reached with this kind of message all the same, from now until a day. Only what both sides graded as a hold or a note; what the
 * person said, and mail for prospects to a customer, are never in question.
 */
export async function overrideGate(
  ctx: Ctx,
  { id, intent, codes, reason, until }: Overriding,
): Promise<{ id: string; codes: AgreedCode[] } | Refusal> {
  if (!ctx.scope.permissions.has('gate:override')) return NO_RIGHT;
  const problem = askingProblem(ctx, intent) ?? endProblem(ctx, until);
  if (problem) return problem;
  const contact = await reachableContact(ctx.tx, ctx.scope, { id, to: 'write' });
  if (isRefusal(contact)) return contact;
  const decision = await decisionOn(ctx, { contactId: id, intent });
  const chosen = chosenOf(decision?.reasons ?? [], codes);
  if (isRefusal(chosen)) return chosen;
  const made = await ctx.tx
    .insertInto('gate_override')
    .values({
      workspace_id: ctx.scope.workspaceId,
      contact_id: id,
      codes: chosen.map(({ code }) => code),
      side: intent.side,
      kind: intent.kind,
      offer_id: intent.offerId ?? null,
      reason,
      made_by: ctx.scope.actor.memberId,
      made_at: ctx.now,
      until,
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  ctx.changed('gate', made.id);
  ctx.changed('contact', id);
  await tell(ctx, { overrideId: made.id, contactId: id, reason, reasons: chosen });
  return { id: made.id, codes: chosen.map(({ code }) => code) };
}

function endProblem(ctx: Ctx, until: string): Refusal | null {
  const days = (Date.parse(until) - Date.parse(ctx.now)) / DAY_MS;
  if (days <= 0) return refuse('invalid', 'Choose a time that is still to come.', { field: 'until' });
  return days > MOST_OVERRIDE_DAYS
    ? refuse('invalid', `An override counts for at most ${MOST_OVERRIDE_DAYS} days.`, { field: 'until' })
    : null;
}

type Chosen = Reason & { code: AgreedCode };
const isAgreed = (reason: Reason): reason is Chosen => reason.overridable && AGREED_CODES.some((code) => code === reason.code);

function chosenOf(reasons: readonly Reason[], codes: readonly AgreedCode[] | undefined): Chosen[] | Refusal {
  const open = reasons.filter(isAgreed);
  if (!codes || codes.length === 0)
    return open.length > 0 ? open : refuse('not_now', 'Nothing stands in the way of this person that could be overridden.');
  const chosen = open.filter(({ code }) => codes.includes(code));
  return chosen.length === new Set(codes).size
    ? chosen
    : refuse('not_now', 'One of these reasons does not stand in the way, or cannot be overridden.', { field: 'codes' });
}

const WORDS: Readonly<Record<AgreedCode, string>> = {
  same_offer: 'the same offer',
  rep_hold: 'a hold',
  open_negotiation: 'an open deal',
  attention_budget: 'the attention budget',
  interest_known: 'a known interest',
};

interface Telling {
  overrideId: string;
  contactId: string;
  reason: string;
  reasons: readonly Chosen[];
}

/** The other side, and whoever asked to wait. */
async function tell(ctx: Ctx, { overrideId, contactId, reason, reasons }: Telling): Promise<void> {
  const holds = reasons.flatMap(({ evidence }) => evidence.filter(({ entity }) => entity === 'hold').map(({ id }) => id));
  const { rows } = await sql<{ name: string; holders: string[] }>`select coalesce(nullif(c.name, ''), c.email, 'this person') as name,
      array(select distinct h.set_by from hold h where h.workspace_id = ${ctx.scope.workspaceId} and h.id = any (${holds}::uuid[]) and h.set_by is not null) as holders
    from contact c where c.workspace_id = ${ctx.scope.workspaceId} and c.id = ${contactId}`.execute(ctx.tx);
  const words = reasons.map(({ code }) => WORDS[code]).join(', ');
  await tellOtherSide(
    ctx,
    {
      kind: 'gate.overridden',
      title: `${rows[0]?.name ?? ''} may be reached in spite of ${words}`,
      body: `${ctx.scope.actor.label}: ${reason}`,
      link: `/contacts/${contactId}`,
      dedupeKey: `override:${overrideId}`,
    },
    rows[0]?.holders ?? [],
  );
}

export async function takeBackOverride(ctx: Ctx, id: string): Promise<Record<string, never> | Refusal> {
  const row = await ctx.tx
    .selectFrom('gate_override')
    .select(['contact_id', 'taken_back_at', 'until'])
    .where('workspace_id', '=', ctx.scope.workspaceId)
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst();
  if (!row || isRefusal(await reachableContact(ctx.tx, ctx.scope, { id: row.contact_id, to: 'write' }))) return GONE;
  if (row.taken_back_at !== null || row.until <= ctx.now) return refuse('not_now', 'This override has ended already.');
  await sql`update gate_override set taken_back_at = ${ctx.now}, taken_back_by = ${ctx.scope.actor.memberId}
    where workspace_id = ${ctx.scope.workspaceId} and id = ${id}`.execute(ctx.tx);
  ctx.changed('gate', id);
  ctx.changed('contact', row.contact_id);
  return {};
}
