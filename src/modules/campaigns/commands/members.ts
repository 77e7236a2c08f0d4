import { sql } from 'kysely';
import { record } from '#modules/activities/commands/record.ts';
import { reachable } from '#modules/team/queries.ts';
import type { Ctx } from '#platform/context.ts';
import { missingReference } from '#platform/db/references.ts';
import { type Refusal, refuse } from '#platform/shared/refusal.ts';
import { campaignAudienceChanged } from '../events.ts';

/** A place in a campaign; `respondedAt` makes it a response. */
export interface NewMember {
  campaignId: string;
  contactId: string;
  leadId?: string | null;
  status: string;
  respondedAt?: string | null;
  addedAt?: string;
  note?: string;
}

const MOST_AT_ONCE = 2_000;

export async function checkCampaign(ctx: Ctx, campaignId: string, to: 'read' | 'write'): Promise<Refusal | null> {
  const missing = await missingReference(ctx.tx, ctx.scope.workspaceId, [
    {
      field: 'campaignId',
      table: 'campaign',
      id: campaignId,
      where: sql`campaign.deleted_at is null and ${reachable(ctx.scope, 'campaign', { to, ownerColumn: 'campaign.owner_id' })}`,
    },
  ]);
  return missing && refuse('not_found', 'This campaign is not here any more, or it is not yours to see.');
}

async function checkContacts(ctx: Ctx, contactIds: readonly string[], field: string): Promise<Refusal | null> {
  const { rows } = await sql<{ n: number }>`select count(*)::int as n from contact where workspace_id = ${ctx.scope.workspaceId}
    and id = any (${contactIds}::uuid[]) and deleted_at is null
    and ${reachable(ctx.scope, 'contact', { to: 'read', ownerColumn: 'contact.owner_id' })}`.execute(ctx.tx);
  const missing = new Set(contactIds).size - (rows[0]?.n ?? 0);
  return missing === 0 ? null : refuse('invalid', 'A contact that was chosen is not there any more, or it is not yours to see.', { field });
}

/** Puts contacts into a campaign; those who are in it stay as they are. */
export async function addMembers(
  ctx: Ctx,
  asked: { campaignId: string; contactIds: readonly string[]; status: string },
): Promise<{ added: number; already: number } | Refusal> {
  const problem = (await checkCampaign(ctx, asked.campaignId, 'write')) ?? (await checkContacts(ctx, asked.contactIds, 'contactIds'));
  if (problem) return problem;
  const contactIds = [...new Set(asked.contactIds)];
  const { created } = await upsertMembers(
    ctx,
    contactIds.map((contactId) => ({ campaignId: asked.campaignId, contactId, status: asked.status })),
    { importId: null },
  );
  return { added: created, already: contactIds.length - created };
}

/**
 * Puts people into campaigns, set-wise: for imports as well. A member who is there already stays, but a response is never lost: the
 * first one counts. New responses come onto the timeline (as imported where `importId` is given).
 */
export async function upsertMembers(
  ctx: Ctx,
  members: readonly NewMember[],
  { importId }: { importId: string | null },
): Promise<{ created: number; responded: number }> {
  const result = { created: 0, responded: 0 };
  for (let start = 0; start < members.length; start += MOST_AT_ONCE) {
    const rows = members.slice(start, start + MOST_AT_ONCE);
    const { joined, responses } = await write(ctx, rows, importId);
    result.created += joined.length;
    result.responded += responses.length;
    const campaignIds = [...new Set(joined)];
    if (campaignIds.length > 0) await ctx.announce(campaignAudienceChanged, { campaignIds });
    await record(
      ctx,
      responses.map((one) => ({
        kind: 'campaign_response' as const,
        occurredAt: one.respondedAt,
        direction: 'in' as const,
        side: 'customer' as const,
        evidence: importId ? ('imported' as const) : ('manual' as const),
        contactId: one.contactId,
        leadId: one.leadId,
        campaignId: one.campaignId,
        body: one.note,
        outcome: one.status,
        importId,
        dedupeKey: `response:${one.campaignId}:${one.contactId}`,
      })),
    );
  }
  for (const campaignId of new Set(members.slice(0, 100).map((one) => one.campaignId))) ctx.changed('campaign', campaignId);
  return result;
}

interface Response {
  campaignId: string;
  contactId: string;
  leadId: string | null;
  status: string;
  respondedAt: string;
  note: string | null;
}

/** The campaign of each row that is new, and which rows are first responses. */
async function write(ctx: Ctx, rows: readonly NewMember[], importId: string | null): Promise<{ joined: string[]; responses: Response[] }> {
  const { workspaceId } = ctx.scope;
  // Both parts of the statement see the table as it was before: a response of a new member is never taken for a second one.
  const { rows: done } = await sql<Response & { isNew: boolean; isResponse: boolean }>`
    with r as (
      select distinct on ("campaignId", "contactId") * from json_to_recordset(${JSON.stringify(rows)}::json) as r("campaignId" uuid, "contactId" uuid, "leadId" uuid,
        status text, "respondedAt" timestamptz, "addedAt" timestamptz, note text) order by "campaignId", "contactId", "respondedAt"),
    before as (select m.campaign_id, m.contact_id, m.responded from campaign_member m join r on r."campaignId" = m.campaign_id and r."contactId" = m.contact_id
      where m.workspace_id = ${workspaceId} for update of m),
    written as (
      insert into campaign_member as m (workspace_id, campaign_id, contact_id, lead_id, status, responded, responded_at, added_at, import_id)
      select ${workspaceId}, "campaignId", "contactId", "leadId", status, "respondedAt" is not null, "respondedAt", coalesce("addedAt", ${ctx.now}::timestamptz), ${importId} from r
      on conflict (workspace_id, campaign_id, contact_id) do update
        set status = excluded.status, responded = true, responded_at = excluded.responded_at, lead_id = coalesce(m.lead_id, excluded.lead_id)
        where not m.responded and excluded.responded
      returning m.campaign_id, m.contact_id)
    select r."campaignId", r."contactId", r."leadId", r.status, r."respondedAt", r.note, b.campaign_id is null as "isNew",
      r."respondedAt" is not null and not coalesce(b.responded, false) as "isResponse"
    from written w join r on r."campaignId" = w.campaign_id and r."contactId" = w.contact_id
      left join before b on b.campaign_id = w.campaign_id and b.contact_id = w.contact_id`.execute(ctx.tx);
  return { joined: done.flatMap((one) => (one.isNew ? [one.campaignId] : [])), responses: done.filter((one) => one.isResponse) };
}

/** Notes a response; who is no member yet becomes one. A second response changes the status and comes onto the timeline as well. */
export async function recordResponse(
  ctx: Ctx,
  response: { campaignId: string; contactId: string; status: string; respondedAt?: string; note?: string },
): Promise<{ memberId: string; first: boolean } | Refusal> {
  const { campaignId, contactId, status, note } = response;
  const problem = (await checkCampaign(ctx, campaignId, 'read')) ?? (await checkContacts(ctx, [contactId], 'contactId'));
  if (problem) return problem;
  const respondedAt = new Date(response.respondedAt ?? ctx.now).toISOString();
  if (Date.parse(respondedAt) > Date.parse(ctx.now) + 60_000)
    return refuse('invalid', 'This lies in the future.', { field: 'respondedAt' });
  const { responded } = await upsertMembers(ctx, [{ campaignId, contactId, status, respondedAt, note }], { importId: null });
  if (responded === 0) await again(ctx, { campaignId, contactId, status, respondedAt, note });
  const member = await ctx.tx
    .selectFrom('campaign_member')
    .select('id')
    .where('workspace_id', '=', ctx.scope.workspaceId)
    .where('campaign_id', '=', campaignId)
    .where('contact_id', '=', contactId)
    .executeTakeFirstOrThrow();
  return { memberId: member.id, first: responded === 1 };
}

async function again(
  ctx: Ctx,
  response: { campaignId: string; contactId: string; status: string; respondedAt: string; note?: string },
): Promise<void> {
  await record(ctx, [
    {
      kind: 'campaign_response',
      occurredAt: response.respondedAt,
      direction: 'in',
      side: 'customer',
      contactId: response.contactId,
      campaignId: response.campaignId,
      outcome: response.status,
      body: response.note ?? null,
    },
  ]);
  await setStatus(ctx, response);
}

async function setStatus(ctx: Ctx, member: { campaignId: string; contactId: string; status: string }): Promise<boolean> {
  const row = await ctx.tx
    .updateTable('campaign_member')
    .set({ status: member.status })
    .where('workspace_id', '=', ctx.scope.workspaceId)
    .where('campaign_id', '=', member.campaignId)
    .where('contact_id', '=', member.contactId)
    .returning('id')
    .executeTakeFirst();
  return row !== undefined;
}

const NOT_IN = refuse('not_found', 'This contact is not in the campaign.');

export async function changeMember(
  ctx: Ctx,
  member: { campaignId: string; contactId: string; status: string },
): Promise<Record<string, never> | Refusal> {
  const problem = await checkCampaign(ctx, member.campaignId, 'write');
  if (problem) return problem;
  if (!(await setStatus(ctx, member))) return NOT_IN;
  ctx.changed('campaign', member.campaignId);
  return {};
}

export async function removeMember(ctx: Ctx, member: { campaignId: string; contactId: string }): Promise<Record<string, never> | Refusal> {
  const problem = await checkCampaign(ctx, member.campaignId, 'write');
  if (problem) return problem;
  const gone = await ctx.tx
    .deleteFrom('campaign_member')
    .where('workspace_id', '=', ctx.scope.workspaceId)
    .where('campaign_id', '=', member.campaignId)
    .where('contact_id', '=', member.contactId)
    .returning('id')
    .executeTakeFirst();
  if (!gone) return NOT_IN;
  await ctx.announce(campaignAudienceChanged, { campaignIds: [member.campaignId] });
  ctx.changed('campaign', member.campaignId);
  return {};
}
