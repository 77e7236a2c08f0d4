import { sql } from 'kysely';
import { peopleOf } from '#modules/agreements/commands/notices.ts';
import { notify } from '#modules/notices/commands.ts';
import { signsFor } from '#modules/signatures/queries.ts';
import { PARTIES, type Party } from '#modules/signatures/schema.ts';
import { timeZoneOf } from '#modules/team/queries.ts';
import type { Ctx } from '#platform/context.ts';
import { dayIn } from '#platform/shared/calendar.ts';
import { isRefusal, type Refusal, refuse } from '#platform/shared/refusal.ts';
import { daysAfter, workingDaysAfter } from '../rules/due.ts';
import { type About, LONGEST_DAYS, USUAL_DAYS } from '../schema.ts';
import { type Subject, subjectOf } from './subject.ts';

export interface Opening {
  about: About;
  what: string;
  toParty?: Party | undefined;
  dueOn?: string | undefined;
}

interface Person {
  id: string;
  name: string;
}

export async function openDiscussion(
  ctx: Ctx,
  { about, what, ...asked }: Opening,
): Promise<{ id: string; answerer: Person | null; dueOn: string } | Refusal> {
  const toParty = await partyAsked(ctx, asked.toParty);
  if (isRefusal(toParty)) return toParty;
  const dueOn = await dayOwed(ctx, asked.dueOn);
  if (isRefusal(dueOn)) return dueOn;
  const subject = await subjectOf(ctx, about);
  if (isRefusal(subject)) return subject;
  const answerer = await responsible(ctx, toParty, subject);
  const { id } = await ctx.tx
    .insertInto('discussion')
    .values({
      workspace_id: ctx.scope.workspaceId,
      subject: about.subject,
      pattern: JSON.stringify(subject.pattern ?? {}),
      figures: JSON.stringify(subject.figures),
      total: subject.total,
      what,
      raised_by: ctx.scope.actor.memberId,
      raised_at: ctx.now,
      to_party: toParty,
      answerer_id: answerer?.id ?? null,
      due_on: dueOn,
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  await attach(ctx, id, subject);
  if (answerer)
    await notify(ctx, {
      memberId: answerer.id,
      kind: 'discussion.opened',
      title: `${ctx.scope.actor.label} wants to talk about something with you`,
      body: what,
      link: `/discussions/${id}`,
      dedupeKey: `discussion:${id}`,
    });
  ctx.changed('discussion', id);
  return { id, answerer, dueOn };
}

/** The other side of the caller's own; who belongs to neither names one. */
async function partyAsked(ctx: Ctx, named: Party | undefined): Promise<Party | Refusal> {
  const own = await signsFor(ctx, 'lead:return');
  if (named && named === own) return refuse('invalid', 'This is your own side. Choose the other one.', { field: 'toParty' });
  const other = own && PARTIES.find((party) => party !== own);
  return named ?? other ?? refuse('invalid', 'Choose which side is asked.', { field: 'toParty' });
}

async function dayOwed(ctx: Ctx, named: string | undefined): Promise<string | Refusal> {
  const today = dayIn(await timeZoneOf(ctx), ctx.now);
  if (named === undefined) return workingDaysAfter(today, USUAL_DAYS);
  return named >= today && named <= daysAfter(today, LONGEST_DAYS)
    ? named
    : refuse('invalid', 'Choose a day within the next two months.', { field: 'dueOn' });
}

/** Of one lead its owner, of its campaign whoever leads that; else whoever leads the side that is asked. Never whoever asks. */
async function responsible(ctx: Ctx, toParty: Party, { leadIds, campaignId }: Subject): Promise<Person | null> {
  const { workspaceId, actor } = ctx.scope;
  const leadId = leadIds.length === 1 ? (leadIds[0] ?? null) : null;
  const owner = toParty === 'sales' ? sql`l.owner_id` : sql`g.owner_id`;
  const { rows } = await sql<Person>`select m.id, m.name from (select ${leadId}::uuid as lead_id, ${campaignId}::uuid as campaign_id) a
    left join lead l on l.workspace_id = ${workspaceId} and l.id = a.lead_id
    left join campaign g on g.workspace_id = ${workspaceId} and g.id = coalesce(a.campaign_id, l.campaign_id)
    join member m on m.workspace_id = ${workspaceId} and m.id = ${owner} and m.status = 'active' and m.department = ${toParty}`.execute(
    ctx.tx,
  );
  const near = rows.find(({ id }) => id !== actor.memberId);
  if (near) return near;
  const leaders = await peopleOf(ctx, toParty === 'sales' ? 'sales_lead' : 'marketing_lead');
  const leader = leaders.find((id) => id !== actor.memberId);
  if (!leader) return null;
  const found = await ctx.tx
    .selectFrom('member')
    .select(['id', 'name'])
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', leader)
    .executeTakeFirst();
  return found ?? null;
}

async function attach(ctx: Ctx, discussionId: string, { leadIds, campaignId }: Subject): Promise<void> {
  const records = [
    ...leadIds.map((leadId) => ({ lead_id: leadId, campaign_id: null })),
    ...(campaignId ? [{ lead_id: null, campaign_id: campaignId }] : []),
  ];
  if (records.length === 0) return;
  await ctx.tx
    .insertInto('discussion_record')
    .values(
      records.map((record, position) => ({
        workspace_id: ctx.scope.workspaceId,
        discussion_id: discussionId,
        position,
        ...record,
      })),
    )
    .execute();
}
