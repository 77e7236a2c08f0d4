import { sql } from 'kysely';
import { z } from 'zod';
import { Id } from '#modules/team/schema.ts';
import type { Ctx } from '#platform/context.ts';
import { job } from '#platform/jobs/job.ts';
import { isRefusal, type Refusal } from '#platform/shared/refusal.ts';
import { contactErased } from '../events.ts';
import { reachableContact } from '../queries/contacts.ts';

/** The payload names the person; it is gone with the job. */
export const eraseTraces = job(
  'contacts.eraseTraces',
  z.object({ contactIds: z.array(Id), mails: z.array(z.string()), phones: z.array(z.string()), names: z.array(z.string()) }),
);

interface Person {
  ids: string[];
  leads: string[];
  mails: string[];
  phones: string[];
  names: { first: string | null; last: string | null }[];
}

/**
 * Erases one person, with the records that were merged into theirs: at once the record, addresses, ledger content, tasks and leads' texts; in a
 * job right after, every other text of the workspace in which their address, number or full name stands. Counts stay.
 */
export async function eraseContact(ctx: Ctx, id: string): Promise<Refusal | undefined> {
  const there = await reachableContact(ctx.tx, ctx.scope, { id, to: 'write', trashed: true });
  if (isRefusal(there)) return there;
  const person = await readPerson(ctx, id);
  await sql`select erase_person(${person.ids}::uuid[], ${ctx.now})`.execute(ctx.tx);
  await sql`insert into audit_log (workspace_id, at, actor_kind, actor_member_id, actor_label, entity, entity_id, action)
    values (${ctx.scope.workspaceId}, ${ctx.now}, ${ctx.scope.actor.kind}, ${ctx.scope.actor.memberId}, ${ctx.scope.actor.label}, 'contact', ${id}, 'deleted')`.execute(
    ctx.tx,
  );
  await ctx.announce(contactErased, { contactIds: person.ids, leadIds: person.leads, mails: person.mails });
  await ctx.enqueue(eraseTraces, {
    contactIds: person.ids,
    mails: person.mails,
    phones: person.phones,
    names: person.names.flatMap(writtenWays),
  });
  ctx.changed('contact', id);
  ctx.changed('activity');
}

async function readPerson(ctx: Ctx, id: string): Promise<Person> {
  const ws = ctx.scope.workspaceId;
  const { rows } = await sql<Person>`
    with recursive one as (
      select id from contact where workspace_id = ${ws} and id = ${id}
      union select c.id from one join contact c on c.workspace_id = ${ws} and c.merged_into = one.id)
    select array_agg(one.id) ids,
      array(select l.id from lead l where l.workspace_id = ${ws} and l.contact_id in (select id from one)) leads,
      array(select email from contact_email where workspace_id = ${ws} and contact_id in (select id from one)
        union select lower(email) from contact where workspace_id = ${ws} and id in (select id from one) and email is not null) mails,
      array(select unnest(array[phone, raw]) from contact_phone where workspace_id = ${ws} and contact_id in (select id from one)
        union select phone from contact where workspace_id = ${ws} and id in (select id from one) and phone is not null) phones,
      (select jsonb_agg(jsonb_build_object('first', first_name, 'last', last_name)) from contact where workspace_id = ${ws} and id in (select id from one)) names
    from one`.execute(ctx.tx);
  const person = rows[0];
  if (!person) throw new Error('the person to erase has gone');
  return person;
}

/** A first or a last name alone is many people's. */
function writtenWays({ first, last }: { first: string | null; last: string | null }): string[] {
  return first && last ? [`${first} ${last}`, `${last}, ${first}`, `${last} ${first}`] : [];
}
