import { sql } from 'kysely';
import { peopleOf } from '#modules/agreements/commands/notices.ts';
import { notify } from '#modules/notices/commands.ts';
import type { Ctx } from '#platform/context.ts';
import { todayAt } from '../queries/rows.ts';

/** Tells owners that an asset is due to be looked at, and who has it that it may not be sent any more. Once for each day of review or end. */
export async function tellOwners(ctx: Ctx): Promise<void> {
  const ws = ctx.scope.workspaceId;
  const today = todayAt(ctx.scope, ctx.now);
  const { rows } = await sql<{ id: string; name: string; ownerId: string | null; reviewOn: string | null; ended: string | null }>`
    select a.id, a.name, a.owner_id as "ownerId", case when a.review_on <= ${today} then a.review_on end as "reviewOn", case when a.expires_on < ${today} then a.expires_on end as ended
    from asset a where a.workspace_id = ${ws} and a.retired_at is null and (a.review_on <= ${today} or a.expires_on < ${today})
      and exists (select from asset_version v where v.workspace_id = ${ws} and v.asset_id = a.id and v.number is not null)`.execute(ctx.tx);
  if (rows.length === 0) return;
  const leads = await peopleOf(ctx, 'marketing_lead');
  for (const { id, name, ownerId, reviewOn, ended } of rows)
    for (const memberId of ownerId ? [ownerId] : leads) {
      if (reviewOn)
        await notify(ctx, {
          memberId,
          kind: 'library.stale',
          title: `“${name}” is due to be looked at again`,
          body: 'Does it still hold? Say so, or publish a new version.',
          link: `/library/${id}`,
          dedupeKey: `asset_review:${id}:${reviewOn}`,
        });
      if (ended)
        await notify(ctx, {
          memberId,
          kind: 'library.expired',
          title: `“${name}” may not be sent any more`,
          body: 'Its last day has passed. Its page shows who has it.',
          link: `/library/${id}`,
          dedupeKey: `asset_end:${id}:${ended}`,
        });
    }
}

/** Says of requests that their time comes, to whoever took them on, else to who leads Marketing. */
export async function warnOfRequests(ctx: Ctx): Promise<void> {
  const { rows } = await sql<{ id: string; need: string; answeredBy: string | null }>`update asset_request set warned_at = ${ctx.now}
    where workspace_id = ${ctx.scope.workspaceId} and status in ('asked', 'accepted') and warned_at is null and warn_at <= ${ctx.now}
    returning id, need, answered_by as "answeredBy"`.execute(ctx.tx);
  if (rows.length === 0) return;
  const leads = await peopleOf(ctx, 'marketing_lead');
  for (const { id, need, answeredBy } of rows) {
    ctx.changed('asset_request', id);
    for (const memberId of answeredBy ? [answeredBy] : leads)
      await notify(ctx, {
        memberId,
        kind: 'library.due',
        title: 'A request for content is due soon',
        body: need,
        link: '/library/requests',
        dedupeKey: `asset_request:${id}:due`,
      });
  }
}

/** What an erased person got and read, with every trace of their visits. */
export async function forgetPeople(ctx: Ctx, contactIds: readonly string[]): Promise<void> {
  await sql`delete from asset_share where workspace_id = ${ctx.scope.workspaceId} and contact_id = any (${contactIds}::uuid[])`.execute(
    ctx.tx,
  );
  ctx.changed('asset_share');
}
