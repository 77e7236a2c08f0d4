import { sql } from 'kysely';
import { notify } from '#modules/notices/commands.ts';
import type { Ctx } from '#platform/context.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import type { getReluctance } from '../contract.ts';
import { DAYS, readReluctance } from '../queries/reluctance.ts';

type Source = OutputOf<typeof getReluctance>['sources'][number];

/** Looks where following up begins to lose heart: opens one warning a source, tells it once, and closes it when the figures no longer say so. */
export async function watchReluctance(ctx: Ctx): Promise<void> {
  const { sources } = await readReluctance(ctx);
  const stands: string[] = [];
  for (const source of sources) if (source.warn) stands.push(await open(ctx, source));
  const ws = ctx.scope.workspaceId;
  const { rows } = await sql<{
    id: string;
  }>`update reluctance_warning set closed_at = ${ctx.now} where workspace_id = ${ws} and closed_at is null
    and id <> all (${stands}::uuid[]) returning id`.execute(ctx.tx);
  for (const { id } of rows) ctx.changed('challenge', id);
}

/** The warning that is open on a source: the one that was, with the figures of now, or a new one, which is told. */
async function open(ctx: Ctx, { channel, acceptance, touch }: Source): Promise<string> {
  const { rows } = await sql<{
    id: string;
    isNew: boolean;
  }>`insert into reluctance_warning (workspace_id, channel, opened_at, seen_at, figures)
    values (${ctx.scope.workspaceId}, ${channel}, ${ctx.now}, ${ctx.now}, ${JSON.stringify({ acceptance, touch })}::jsonb)
    on conflict (workspace_id, channel) where closed_at is null do update set seen_at = excluded.seen_at, figures = excluded.figures
    returning id, opened_at = seen_at as "isNew"`.execute(ctx.tx);
  const [warning] = rows;
  if (!warning) throw new Error('a warning is open or is made');
  if (!warning.isNew) return warning.id;
  ctx.changed('challenge', warning.id);
  for (const memberId of await concerned(ctx, channel))
    await notify(ctx, {
      memberId,
      kind: 'reluctance.found',
      title: `Following up loses pace: ${channel ?? 'leads without a known source'}`,
      body: wordsOf({ acceptance, touch }),
      link: '/challenges?tab=warnings',
      dedupeKey: `reluctance:${warning.id}`,
    });
  return warning.id;
}

const percent = (share: number | null) => (share === null ? '–' : `${Math.round(share * 100)} %`);

/** What moved, each with its numbers. No person is named: it is a reason to ask what is in the way. */
function wordsOf({ acceptance, touch }: Pick<Source, 'acceptance' | 'touch'>): string {
  const said = [];
  const { recent, before } = acceptance;
  if (acceptance.falls)
    said.push(
      `Accepted in the last ${DAYS.recent} days: ${recent.k} of ${recent.n} (${percent(recent.rate)}), before: ${before.k} of ${before.n} (${percent(before.rate)}).`,
    );
  if (touch.rises) said.push(`${touch.longer.k} of ${touch.longer.n} waited longer for the first touch than was usual.`);
  return [...said, 'What is in the way?'].join(' ');
}

/** Who was handed leads of the source of late, and the leads of Sales. */
async function concerned(ctx: Ctx, channel: string | null): Promise<string[]> {
  const ws = ctx.scope.workspaceId;
  const { rows } = await sql<{
    id: string;
  }>`select m.id from member m where m.workspace_id = ${ws} and m.status = 'active' and ('sales_lead' = any (m.roles)
    or (m.department = 'sales' and m.id in (select coalesce(h.assignee_id, l.owner_id) from handoff h join lead l on l.workspace_id = h.workspace_id and l.id = h.lead_id
      where h.workspace_id = ${ws} and l.source_channel is not distinct from ${channel} and h.decision is distinct from 'withdrawn' and h.cause <> 'exploration'
        and h.handed_at <= ${ctx.now}::timestamptz and h.handed_at > ${ctx.now}::timestamptz - make_interval(days => ${DAYS.recent})))) order by m.id`.execute(
    ctx.tx,
  );
  return rows.map(({ id }) => id);
}
