import { sql } from 'kysely';
import type { z } from 'zod';
import type { ReadCtx } from '#platform/context.ts';
import type { Scope } from '#platform/shared/scope.ts';
import type { getOnRecord as GetOnRecord } from '../contract.ts';
import { CONVERSATIONS } from '../schema.ts';

type OnRecord = z.output<(typeof GetOnRecord)['output']>;

const onRecord = (
  scope: Scope,
) => sql`activity a where a.workspace_id = ${scope.workspaceId} and a.kind in (${sql.join(CONVERSATIONS.map(sql.lit))})
  and a.corrects_id is null and (a.data ->> 'automated') is distinct from 'true'`;

export async function anyOnRecord({ tx, scope }: ReadCtx): Promise<boolean> {
  const { rows } = await sql<{ any: boolean }>`select exists (select from ${onRecord(scope)}) as any`.execute(tx);
  return rows[0]?.any === true;
}

/** Conversations on record by kind: since when, until when, how many. The two ends are those of an index; only the number is a reading of all, each kind's of its own stretch. */
export async function conversationsOnRecord({ tx, scope }: ReadCtx): Promise<OnRecord> {
  const counts = CONVERSATIONS.map(
    (kind) => sql`select ${sql.lit(kind)}::text as kind, count(*)::int as n from ${onRecord(scope)} and a.kind = ${sql.lit(kind)}`,
  );
  const { rows } = await sql<
    OnRecord['items'][number]
  >`select k.kind, k.n, (select min(a.occurred_at) from ${onRecord(scope)} and a.kind = k.kind) as since,
      (select max(a.occurred_at) from ${onRecord(scope)} and a.kind = k.kind) as until
    from (${sql.join(counts, sql` union all `)}) k where k.n > 0 order by k.n desc, k.kind`.execute(tx);
  return { items: rows };
}
