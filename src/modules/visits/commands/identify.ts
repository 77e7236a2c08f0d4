import { sql } from 'kysely';
import type { Ctx } from '#platform/context.ts';
import type { IdentifiedBy } from '../schema.ts';
import { foldNow } from './fold-job.ts';

export interface Identification {
  /** As the hit has it: `i:` and the id of the cookie. Never a hash: people who share an address and a browser share it. */
  visitor: string;
  contactId: string;
  how: IdentifiedBy;
  /** From when on; now where absent. ISO. */
  at?: string;
}

/**
 * Says who a visitor is: a sealed link was followed, a form of ours was sent. Only for what proves it; a page that claims something proves nothing.
 * What the visitor did before anybody was known joins the first person. A second person on the same visitor begins here: see `personAt`. Saying the
 * same again changes nothing.
 */
export async function identify(ctx: Ctx, said: Identification): Promise<void> {
  if (await knowThem(ctx, [{ ...said, at: said.at ?? ctx.now }]))
    await ctx.enqueue(foldNow, {}, { key: `visits.fold:${ctx.scope.workspaceId}` });
}

/** Seals that have come in as hits. They were opened at the door; here they take effect, together with the hits. */
export async function acceptSeals(ctx: Ctx): Promise<void> {
  const { rows } = await sql<{ visitor: string; contactId: string; at: string }>`
    select visitor, contact_id as "contactId", occurred_at as at from visit_hit
    where workspace_id = ${ctx.scope.workspaceId} and not folded and kind = 'seal' and contact_id is not null order by occurred_at, id`.execute(
    ctx.tx,
  );
  if (rows.length > 0)
    await knowThem(
      ctx,
      rows.map((row) => ({ ...row, how: 'seal' })),
    );
}

/** @returns whether anything is new. In the order of time: who is known already at that moment is not said again. */
async function knowThem(ctx: Ctx, said: readonly Required<Identification>[]): Promise<boolean> {
  const ws = ctx.scope.workspaceId;
  const visitors = new Set<string>();
  for (const { visitor, contactId, how, at } of said) {
    if (!visitor.startsWith('i:')) continue;
    const { rows } = await sql<{ visitor: string }>`
      insert into visitor_identity (workspace_id, visitor, contact_id, since, how)
      select ${ws}, ${visitor}, c.id, ${at}::timestamptz, ${how} from contact c where c.workspace_id = ${ws} and c.deleted_at is null
        and c.id = (select coalesce(o.merged_into, o.id) from contact o where o.workspace_id = ${ws} and o.id = ${contactId})
        and c.id is distinct from (select i.contact_id from visitor_identity i where i.workspace_id = ${ws} and i.visitor = ${visitor} and i.since <= ${at}::timestamptz
          order by i.since desc, i.contact_id desc limit 1)
      returning visitor`.execute(ctx.tx);
    for (const row of rows) visitors.add(row.visitor);
  }
  if (visitors.size > 0)
    await sql`update visit_hit set folded = false where workspace_id = ${ws} and visitor = any (${[...visitors]}::text[])`.execute(ctx.tx);
  return visitors.size > 0;
}
