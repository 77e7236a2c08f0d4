import { sql } from 'kysely';
import { surroundings } from '#modules/companies/queries/surroundings.ts';
import { type Route, rawRoute, route } from '#platform/http/route.ts';
import { isRefusal } from '#platform/shared/refusal.ts';
import { changeContact, createContact, restoreContact, trashContact } from './commands/contacts.ts';
import { addEmployment } from './commands/employments.ts';
import { eraseContact } from './commands/erasure.ts';
import { dialled } from './commands/phones.ts';
import * as contract from './contract.ts';
import { reachableContact, readContact } from './queries/contacts.ts';
import { personData } from './queries/person.ts';
import { similarContacts } from './queries/similar.ts';

export const routes: Route[] = [
  route(contract.createContact, (ctx, values) => createContact(ctx, values)),
  route(contract.listSimilarContacts, async (ctx, { phone, ...asked }) => {
    const { rows } = await sql<{ country: string | null }>`select country from workspace where id = ${ctx.scope.workspaceId}`.execute(
      ctx.tx,
    );
    return {
      items: await similarContacts(ctx.tx, ctx.scope, { ...asked, ...(phone ? { phone: dialled(phone, rows[0]?.country ?? null) } : {}) }),
    };
  }),
  route(contract.getContact, (ctx, { id }) => readContact(ctx.tx, ctx.scope, id)),
  route(contract.changeContact, async (ctx, { id, ...values }) => (await changeContact(ctx, id, values)) ?? {}),
  route(contract.addEmployment, (ctx, asked) => addEmployment(ctx, asked)),
  route(contract.trashContact, async (ctx, { id }) => (await trashContact(ctx, id)) ?? {}),
  route(contract.restoreContact, async (ctx, { id }) => (await restoreContact(ctx, id)) ?? {}),
  route(contract.readContactSurroundings, async (ctx, { id }) => {
    const there = await reachableContact(ctx.tx, ctx.scope, { id, to: 'read', trashed: true });
    return isRefusal(there) ? there : surroundings(ctx.tx, ctx.scope, { companyId: there.company_id, contactId: id });
  }),
  route(contract.eraseContact, async (ctx, { id }) => (await eraseContact(ctx, id)) ?? {}),
  rawRoute(contract.exportContact, async ({ runtime, scope, reply }, { id }) => {
    // Not a GET's own transaction: that somebody took the data along is written to the log.
    const data = await runtime.transaction(scope, async (ctx) => {
      const there = await reachableContact(ctx.tx, scope, { id, to: 'read', trashed: true });
      if (isRefusal(there)) return there;
      await sql`insert into audit_log (workspace_id, at, actor_kind, actor_member_id, actor_label, entity, entity_id, action)
        values (${scope.workspaceId}, ${ctx.now}, ${scope.actor.kind}, ${scope.actor.memberId}, ${scope.actor.label}, 'contact', ${id}, 'exported')`.execute(
        ctx.tx,
      );
      return personData(ctx.tx, scope, id);
    });
    if (isRefusal(data)) return data;
    reply
      .header('content-type', 'application/json; charset=utf-8')
      .header('content-disposition', `attachment; filename="contact-${id}.json"`)
      .header('cache-control', 'no-store');
    await reply.send(JSON.stringify(data, null, 2));
    return undefined;
  }),
];
