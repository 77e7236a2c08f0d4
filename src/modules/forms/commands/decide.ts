import { sql } from 'kysely';
import { upsertCompanies } from '#modules/companies/commands/upsert.ts';
import { changeContact, type Values } from '#modules/contacts/commands/contacts.ts';
import { reachableContact } from '#modules/contacts/queries/contacts.ts';
import { reachable } from '#modules/team/queries.ts';
import type { Ctx } from '#platform/context.ts';
import { isRefusal, type Refusal, refuse } from '#platform/shared/refusal.ts';
import { rowOf } from '../queries/answers.ts';
import { versionOf } from '../queries/publications.ts';
import { ownKey } from '../rules/person.ts';
import type { FormContent } from '../schema/form.ts';
import { type Origin, takeAnswer } from './take.ts';

const NOT_ASIDE = refuse('conflict', 'This answer has been taken in already.');

/** A person says that a suspected answer is none: everything that follows from an answer follows now. */
export async function rescue(ctx: Ctx, id: string): Promise<{ contactId: string | null; conversionId: string | null } | Refusal> {
  const there = await rowOf(ctx, id);
  if (isRefusal(there)) return there;
  const { rows } = await sql<{
    form_id: string;
    version_id: string;
    answers: Record<string, string>;
    origin: Origin;
    linked_id: string | null;
    visitor: string | null;
    place_hash: string;
    agent: string | null;
    received_at: string;
  }>`update form_answer set state = 'taken', rescued_by = ${ctx.scope.actor.memberId}, rescued_at = ${ctx.now}
    where workspace_id = ${ctx.scope.workspaceId} and id = ${id} and state = 'aside'
    returning form_id, version_id, answers, origin, linked_id, visitor, place_hash, agent, received_at`.execute(ctx.tx);
  const [row] = rows;
  const form = row && (await versionOf<FormContent>(ctx, { id: row.form_id, versionId: row.version_id }));
  if (!row || !form) return NOT_ASIDE;
  const { contactId, conversionId } = await takeAnswer(ctx, form, {
    id,
    answers: row.answers,
    origin: row.origin,
    contactId: row.linked_id,
    visitor: row.visitor,
    placeHash: row.place_hash,
    agent: row.agent,
    receivedAt: new Date(row.received_at).toISOString(),
  });
  ctx.changed('form', form.id);
  return { contactId, conversionId };
}

const DECIDED = refuse('conflict', 'Somebody has decided this meanwhile.');
const NOT_THERE = refuse('not_found', 'This is not here (any more), or it is not yours to see.');

/** Takes what an answer says into the record with the rights of whoever decides, or leaves the record as it is. */
export async function decideDifference(
  ctx: Ctx,
  { id, accept }: { id: string; accept: boolean },
): Promise<Record<string, never> | Refusal> {
  const ws = ctx.scope.workspaceId;
  const { rows } = await sql<{ target: string; given: string; state: string; answerId: string; contactId: string }>`
    select d.target, d.given, d.state, d.answer_id as "answerId", c.id as "contactId" from form_difference d
      join form_answer a on a.workspace_id = d.workspace_id and a.id = d.answer_id
      join contact c on c.workspace_id = a.workspace_id and c.id = a.contact_id and c.deleted_at is null
    where d.workspace_id = ${ws} and d.id = ${id} and ${reachable(ctx.scope, 'contact', { to: 'write', ownerColumn: 'c.owner_id' })} for update of d`.execute(
    ctx.tx,
  );
  const [one] = rows;
  if (!one || ctx.scope.hidden.has(rightOf(one.target))) return NOT_THERE;
  if (one.state !== 'open') return DECIDED;
  if (accept) {
    const refusal = await apply(ctx, one);
    if (refusal) return refusal;
  }
  await ctx.tx
    .updateTable('form_difference')
    .set({ state: accept ? 'accepted' : 'dismissed', decided_by: ctx.scope.actor.memberId, decided_at: ctx.now })
    .where('workspace_id', '=', ws)
    .where('id', '=', id)
    .execute();
  ctx.changed('form_answer', one.answerId);
  return {};
}

/** The field right that governs a target. */
export const rightOf = (target: string): string => (target === 'company.name' ? 'contact.company' : target);

async function apply(
  ctx: Ctx,
  { target, given, contactId }: { target: string; given: string; contactId: string },
): Promise<Refusal | undefined> {
  const there = await reachableContact(ctx.tx, ctx.scope, { id: contactId, to: 'write' });
  if (isRefusal(there)) return there;
  return changeContact(ctx, contactId, await changeFor(ctx, { target, given, contactId }));
}

async function changeFor(ctx: Ctx, { target, given, contactId }: { target: string; given: string; contactId: string }): Promise<Values> {
  const own = ownKey(target);
  if (own) return { custom: { [own]: given } };
  if (target === 'company.name') {
    const [company] = await upsertCompanies(ctx, [{ values: { name: given }, mode: 'fill' }]);
    return company ? { companyId: company.id } : {};
  }
  if (target !== 'contact.phone') return { [target.replace('contact.', '')]: given };
  const { rows } = await sql<{
    phone: string;
    kind: string | null;
  }>`select coalesce(nullif(raw, ''), phone) as phone, kind from contact_phone
    where workspace_id = ${ctx.scope.workspaceId} and contact_id = ${contactId} order by is_primary desc, created_at, phone`.execute(
    ctx.tx,
  );
  // The numbers that are known stay, and stay first.
  return { phones: [...rows, { phone: given }] };
}
