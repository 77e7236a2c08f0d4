import { type RawBuilder, sql } from 'kysely';
import { conditionOf } from '#modules/criteria/queries/lens.ts';
import { EVERYTHING } from '#modules/criteria/schema.ts';
import { notify } from '#modules/notices/commands.ts';
import { unlimited } from '#modules/team/queries.ts';
import type { Ctx } from '#platform/context.ts';
import type { ParsedOf } from '#platform/shared/contract.ts';
import { isRefusal, type Refusal, refuse } from '#platform/shared/refusal.ts';
import type { setNoticeTerms } from '../contract/changes.ts';
import { termsOf } from '../queries/changes.ts';
import type { Audience, Concerns, Criteria } from '../schema.ts';
import { launchWaiting } from './launch.ts';

/** A document as it is called now, the number of its new version, and what changed in the words of whoever published it. */
export interface DocumentTold {
  id: string;
  name: string;
  number: number;
  changes: string | null;
}

/** What changed, and for whom it counts. */
export interface ChangeTold {
  title: string;
  about:
    | { offerVersionId: string; offerBeforeId: string | null }
    | { claimVersionId: string; claimBeforeId: string | null }
    | { document: DocumentTold };
  concerns: Concerns;
  audience: Audience;
  criteria: Criteria;
}

/** Where a person reads and confirms changes. */
const CHANGES = '/changes?show=waiting';

/** Keeps a change with the terms of now, asks those whom it concerns to confirm it, and tells each of them once. */
export async function tellChange(ctx: Ctx, change: ChangeTold): Promise<{ noticeId: string; asked: number } | Refusal> {
  const people = await concernedBy(ctx, change);
  if (isRefusal(people)) return people;
  const { share, leadSeconds, confirmSeconds } = await termsOf(ctx);
  const { workspaceId } = ctx.scope;
  const { id } = await ctx.tx
    .insertInto('change_notice')
    .values({
      workspace_id: workspaceId,
      ...columnsOf(change.about),
      concerns: change.concerns,
      announced_by: ctx.scope.actor.memberId,
      announced_at: ctx.now,
      due_at: new Date(Date.parse(ctx.now) + confirmSeconds * 1000).toISOString(),
      share,
      lead_seconds: leadSeconds,
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  await sql`insert into change_confirmation (workspace_id, notice_id, member_id) select ${workspaceId}, ${id}, unnest(${people}::uuid[])`.execute(
    ctx.tx,
  );
  for (const memberId of people)
    await notify(ctx, {
      memberId,
      kind: 'change.announced',
      title: change.title,
      body: 'Marketing tells you before customers hear of it. Please confirm that you have read it.',
      link: CHANGES,
      dedupeKey: `change:${id}`,
    });
  ctx.changed('change_notice', id);
  return { noticeId: id, asked: people.length };
}

function columnsOf(about: ChangeTold['about']) {
  if ('document' in about) {
    const { id, name, number, changes } = about.document;
    return { asset_id: id, asset_name: name, asset_number: number, asset_changes: changes };
  }
  return 'offerVersionId' in about
    ? { offer_version_id: about.offerVersionId, offer_before_id: about.offerBeforeId }
    : { claim_version_id: about.claimVersionId, claim_before_id: about.claimBeforeId };
}

/** Tells all of Sales that a document has a new version; what was told of an older one needs no confirmation any more. */
export async function tellDocument(ctx: Ctx, document: DocumentTold): Promise<{ asked: number } | Refusal> {
  await closeDocument(ctx, document.id);
  return tellChange(ctx, {
    title: document.number === 1 ? `New document: “${document.name}”` : `“${document.name}” changes`,
    about: { document },
    concerns: 'everybody',
    audience: 'everybody',
    criteria: EVERYTHING,
  });
}

/** The document is out of use, or something newer is told of it. */
export async function closeDocument(ctx: Ctx, assetId: string): Promise<void> {
  await closeNotices(ctx, sql`n.asset_id = ${assetId}`);
}

const customer = (
  is: boolean,
) => sql<boolean>`${is ? sql`` : sql`not`} exists (select from company y where y.workspace_id = c.workspace_id and y.id = c.company_id
  and y.deleted_at is null and y.customer_status = 'customer')`;

const AUDIENCE: Readonly<Record<Audience, RawBuilder<boolean>>> = {
  everybody: sql<boolean>`true`,
  customers: customer(true),
  prospects: customer(false),
};

/** The people of Sales whom a change concerns: all of them, or those who own a contact of the audience or an open lead of one. */
async function concernedBy(ctx: Ctx, { concerns, audience, criteria }: ChangeTold): Promise<string[] | Refusal> {
  const { workspaceId } = ctx.scope;
  const sales = sql`m.workspace_id = ${workspaceId} and m.status = 'active' and m.roles && array['rep', 'sales_lead']`;
  if (concerns === 'everybody') {
    const { rows } = await sql<{ id: string }>`select m.id from member m where ${sales} order by m.id`.execute(ctx.tx);
    return rows.map(({ id }) => id);
  }
  // Whom a change concerns comes out the same whoever announces it.
  const meant = await conditionOf(ctx.tx, unlimited(ctx.scope), {
    criteria,
    entity: 'contact',
    row: 'c',
    now: ctx.now,
    path: 'content.criteria',
  });
  if (isRefusal(meant)) return meant;
  const { rows } = await sql<{ id: string }>`with audience as (select c.id, c.owner_id from contact c
      where c.workspace_id = ${workspaceId} and c.deleted_at is null and ${AUDIENCE[audience]} and ${meant}),
    owners as (select owner_id from audience
      union select l.owner_id from lead l join audience a on a.id = l.contact_id
        where l.workspace_id = ${workspaceId} and l.deleted_at is null and l.closed_at is null)
    select m.id from member m where ${sales} and m.id in (select owner_id from owners) order by m.id`.execute(ctx.tx);
  return rows.map(({ id }) => id);
}

/** Nobody has to confirm these any more. */
export async function closeNotices(ctx: Ctx, condition: RawBuilder<unknown>): Promise<void> {
  const { rows } = await sql<{
    id: string;
  }>`update change_notice n set closed_at = ${ctx.now} where n.workspace_id = ${ctx.scope.workspaceId}
    and n.closed_at is null and ${condition} returning n.id`.execute(ctx.tx);
  if (rows.length > 0) ctx.changed('change_notice');
}

/** One's own confirmation. What is confirmed stays so; a launch that waited for it may start now. */
export async function confirmChange(ctx: Ctx, { id }: { id: string }): Promise<Record<string, never> | Refusal> {
  const { rows } = await sql<{
    versionId: string | null;
    closed: boolean;
  }>`update change_confirmation k set confirmed_at = coalesce(k.confirmed_at, ${ctx.now})
    from change_notice n where k.workspace_id = ${ctx.scope.workspaceId} and k.notice_id = ${id} and k.member_id = ${ctx.scope.actor.memberId}
      and n.workspace_id = k.workspace_id and n.id = k.notice_id
      and (n.closed_at is null or k.confirmed_at is not null)
    returning n.offer_version_id as "versionId"`.execute(ctx.tx);
  const [confirmed] = rows;
  if (!confirmed) return refuse('not_found', 'This change does not wait for you: you were not asked, or a newer one took its place.');
  ctx.changed('change_notice', id);
  ctx.changed('offer');
  if (confirmed.versionId !== null) await launchWaiting(ctx, confirmed.versionId);
  return {};
}

/** Reminds whoever has not confirmed: at half of the time, and once more when it has passed. */
export async function remindOfChanges(ctx: Ctx): Promise<void> {
  const { rows } = await sql<{ noticeId: string; memberId: string; reminders: number }>`update change_confirmation k
    set reminders = case when ${ctx.now}::timestamptz >= n.due_at then 2 else 1 end
    from change_notice n where k.workspace_id = ${ctx.scope.workspaceId} and k.confirmed_at is null and n.workspace_id = k.workspace_id and n.id = k.notice_id
      and n.closed_at is null
      and k.reminders < case when ${ctx.now}::timestamptz >= n.due_at then 2
        when ${ctx.now}::timestamptz >= n.announced_at + (n.due_at - n.announced_at) / 2 then 1 else 0 end
    returning k.notice_id as "noticeId", k.member_id as "memberId", k.reminders`.execute(ctx.tx);
  for (const { noticeId, memberId, reminders } of rows)
    await notify(ctx, {
      memberId,
      kind: 'change.reminder',
      title: reminders === 2 ? 'The time to confirm a change has passed' : 'A change waits for your confirmation',
      body: 'What waits for you is on one page, with what is different.',
      link: CHANGES,
      dedupeKey: `change:${noticeId}:${reminders}`,
    });
}

export async function changeTerms(
  ctx: Ctx,
  { share, leadSeconds, confirmSeconds }: ParsedOf<typeof setNoticeTerms>,
): Promise<Record<string, never>> {
  const { workspaceId, actor } = ctx.scope;
  const values = {
    share,
    lead_seconds: leadSeconds,
    confirm_seconds: confirmSeconds,
    changed_by: actor.memberId,
    changed_at: ctx.now,
  };
  await ctx.tx
    .insertInto('change_notice_term')
    .values({ workspace_id: workspaceId, ...values })
    .onConflict((conflict) => conflict.column('workspace_id').doUpdateSet(values))
    .execute();
  ctx.changed('change_notice');
  return {};
}
