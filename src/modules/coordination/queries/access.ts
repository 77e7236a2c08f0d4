import { sql } from 'kysely';
import { hashOfContent, signaturesOf } from '#modules/signatures/queries.ts';
import type { ReadCtx } from '#platform/context.ts';
import { beyond } from '#platform/db/paging.ts';
import type { OutputOf, ParsedOf } from '#platform/shared/contract.ts';
import { cut } from '#platform/shared/paging.ts';
import type { listCoordinatorAccess, listCoordinators } from '../contract/access.ts';
import { minutesHash } from './minutes.ts';

/** What both sides sign: who, and until when. */
export const renewalHash = (memberId: string, until: string) => hashOfContent([memberId, new Date(until).toISOString()]);

type Item = OutputOf<typeof listCoordinators>['items'][number];
interface Row extends Omit<Item, 'renewal' | 'minutes'> {
  grantId: string | null;
  renewUntil: string | null;
}

/** Who coordinates from outside, those whose access has ended last. */
export async function readCoordinators(ctx: ReadCtx): Promise<OutputOf<typeof listCoordinators>> {
  const { tx, scope, now } = ctx;
  const count = (outcome: string) => sql`coalesce(sum(a.times) filter (where a.outcome = ${outcome}), 0)::int`;
  const { rows } = await sql<Row>`select m.id, m.name, m.email, m.status, m.access_until as until,
      coalesce(m.access_until <= ${now}, false) as ended, coalesce(g.areas, '{}') as areas, coalesce(g.contact_names, false) as "contactNames",
      g.id as "grantId", g.renew_until as "renewUntil", max(a.last_at) as "lastAt",
      ${count('read')} as reads, ${count('changed')} as changes, ${count('refused')} as refused
    from member m left join coordinator_grant g on g.workspace_id = m.workspace_id and g.member_id = m.id
      left join coordinator_access a on a.workspace_id = m.workspace_id and a.member_id = m.id
    where m.workspace_id = ${scope.workspaceId} and m.roles = '{coordinator}'::text[]
    group by m.workspace_id, m.id, g.workspace_id, g.id order by 6, lower(m.name)`.execute(tx);
  const signed = await signaturesOf(tx, scope, { subject: 'coordinator', ids: rows.flatMap(({ grantId }) => grantId ?? []) });
  const minutes = await signaturesOf(tx, scope, { subject: 'coordinator_minutes', ids: rows.flatMap(({ grantId }) => grantId ?? []) });
  return {
    items: rows.map(({ grantId, renewUntil, ...row }) => ({
      ...row,
      minutes: grantId ? { hash: minutesHash(row.id), signatures: minutes.get(grantId) ?? [] } : null,
      renewal:
        grantId && renewUntil ? { until: renewUntil, hash: renewalHash(row.id, renewUntil), signatures: signed.get(grantId) ?? [] } : null,
    })),
  };
}

type Access = OutputOf<typeof listCoordinatorAccess>;

export async function readAccesses(ctx: ReadCtx, asked: ParsedOf<typeof listCoordinatorAccess>): Promise<Access> {
  const at = sql`date_trunc('milliseconds', a.last_at)`;
  const { rows } = await sql<
    Access['items'][number]
  >`select a.id, jsonb_build_object('id', m.id, 'name', m.name) as member, a.endpoint, a.subject, a.outcome,
      a.times, a.last_at as "lastAt"
    from coordinator_access a join member m on m.workspace_id = a.workspace_id and m.id = a.member_id
    where a.workspace_id = ${ctx.scope.workspaceId} and ${asked.memberId ? sql`a.member_id = ${asked.memberId}` : sql`true`}
      and ${asked.outcome ? sql`a.outcome = ${asked.outcome}` : sql`true`} and ${beyond(asked.cursor, { at, id: sql`a.id`, ascending: false })}
    order by ${at} desc, a.id desc limit ${asked.limit + 1}`.execute(ctx.tx);
  return cut(rows, asked.limit, ({ lastAt, id }) => ({ at: lastAt, id }));
}
