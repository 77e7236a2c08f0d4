import { sql } from 'kysely';
import type { z } from 'zod';
import type { ReadCtx } from '#platform/context.ts';
import type { listAround } from '../contract/around.ts';
import { AROUND_MINUTES, type SubjectKind } from '../schema.ts';
import { recordOf } from './subjects.ts';

type Around = z.output<(typeof listAround)['output']>;

/** Who else was here within the last minutes. Who looks at a record is said only to those who may read it. */
export async function around(
  ctx: ReadCtx,
  { subject, id }: { subject?: SubjectKind | undefined; id?: string | undefined },
): Promise<Around> {
  const { memberId } = ctx.scope.actor;
  const readable = subject && id ? (await recordOf(ctx, { subject, id })) !== null : false;
  const { rows } = await sql<Around['people'][number]>`select m.id, m.name, m.department as team, p.seen_at as "seenAt",
      ${readable} and coalesce(p.subject_id = ${id ?? null}::uuid, false) as here
    from presence p join member m on m.workspace_id = p.workspace_id and m.id = p.member_id and m.status = 'active'
    where p.workspace_id = ${ctx.scope.workspaceId} and not p.hidden and p.member_id is distinct from ${memberId}
      and p.seen_at > ${ctx.now}::timestamptz - make_interval(mins => ${AROUND_MINUTES}) order by 5 desc, lower(m.name), m.id limit 50`.execute(
    ctx.tx,
  );
  const own = memberId
    ? await ctx.tx
        .selectFrom('presence')
        .select('hidden')
        .where('workspace_id', '=', ctx.scope.workspaceId)
        .where('member_id', '=', memberId)
        .executeTakeFirst()
    : undefined;
  return { hidden: own?.hidden ?? false, people: rows };
}
