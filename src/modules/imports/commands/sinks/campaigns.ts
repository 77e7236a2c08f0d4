import { sql } from 'kysely';
import { type UpsertCampaign, upsertCampaigns } from '#modules/campaigns/commands/campaigns.ts';
import { type NewMember, upsertMembers } from '#modules/campaigns/commands/members.ts';
import { suppress } from '#modules/consents/commands/suppressions.ts';
import { takeOver } from '#modules/consents/commands/words.ts';
import type { Ctx } from '#platform/context.ts';
import { campaignStatusOf, channelOf, responseOf } from '../../rules/meanings.ts';
import type { TypedRow } from '../../rules/typed.ts';
import { contactsByEmail, resolveReferences } from '../references.ts';
import { type Batch, failed, type RowResult, skipped } from '../sink.ts';
import { customOf, moneyOf, refOf, spread, textOf } from './people.ts';

export async function sinkCampaigns(ctx: Ctx, batch: Batch): Promise<RowResult[]> {
  const resolved = await resolveReferences(ctx, batch);
  return spread(batch, (row, index) => campaignOf(batch, row, resolved[index] ?? {}), {
    entity: 'campaign',
    missing: 'A campaign needs a name.',
    write: (rows) => upsertCampaigns(ctx, rows, { importId: batch.importId }),
  });
}

function campaignOf(batch: Batch, row: TypedRow, links: Readonly<Record<string, string>>): UpsertCampaign | null {
  const { values } = row;
  const name = textOf(values, 'name');
  if (!name) return null;
  const [budget, cost, expected] = ['budget', 'cost', 'expectedRevenue'].map((key) => moneyOf(values, key));
  return {
    externalRef: refOf(batch, row),
    values: {
      name,
      kind: textOf(values, 'kind') ?? null,
      channel: channelOf(textOf(values, 'kind')),
      status: campaignStatusOf(textOf(values, 'status')),
      startsOn: textOf(values, 'startsOn') ?? null,
      endsOn: textOf(values, 'endsOn') ?? null,
      budgetMinor: budget?.amountMinor ?? null,
      costMinor: cost?.amountMinor ?? null,
      expectedRevenueMinor: expected?.amountMinor ?? null,
      currency: (budget ?? cost ?? expected)?.currency ?? batch.options.currency,
      ownerId: links.owner ?? null,
      custom: customOf(values, links),
      createdAt: textOf(values, 'createdAt'),
    },
  };
}

/** A person whom a response may mean. */
interface Candidate {
  contactId: string;
  leadId: string;
  lastName: string;
  campaignIds: string[];
  hasDeal: boolean;
  taken: string[];
}

/** Campaign responses. By address where there is one; by last name only as far as the file leaves no doubt. */
export async function sinkResponses(ctx: Ctx, batch: Batch): Promise<RowResult[]> {
  const resolved = await resolveReferences(ctx, batch);
  const byEmail = await contactsByEmail(
    ctx,
    batch.rows.flatMap(({ values }) => textOf(values, 'email') ?? []),
  );
  const candidates = await candidatesFor(ctx, batch);
  const members: (NewMember & { index: number; certain: boolean })[] = [];
  const results = batch.rows.map((row, index): RowResult => {
    const campaignId = resolved[index]?.campaign;
    if (!campaignId) return failed(`There is no campaign called ${row.references.campaign?.value ?? 'that'}.`);
    const person = personOf(row, { campaignId, byEmail, candidates });
    if (typeof person === 'string') return skipped(person);
    person.taken?.push(campaignId);
    members.push({ index, certain: person.certain, ...memberOf(row, { ...person, campaignId }) });
    return { outcome: 'created', entity: 'campaign_member', ...(person.certain ? {} : { reason: 'Matched by name, one of several.' }) };
  });
  await upsertMembers(ctx, members, { importId: batch.importId });
  await keepAway(
    ctx,
    batch,
    members.filter((member) => member.certain),
  );
  const ids = await memberIds(ctx, members);
  for (const member of members) {
    const result = results[member.index];
    if (result) result.entityId = ids.get(`${member.campaignId}:${member.contactId}`);
  }
  return results;
}

interface Found {
  contactId: string;
  leadId: string | null;
  certain: boolean;
  taken?: string[];
}

function personOf(
  row: TypedRow,
  known: { campaignId: string; byEmail: Map<string, string>; candidates: Map<string, Candidate[]> },
): Found | string {
  const email = textOf(row.values, 'email')?.toLowerCase();
  if (email) {
    const contactId = known.byEmail.get(email);
    return contactId ? { contactId, leadId: null, certain: true } : `Nobody here has the address ${email}.`;
  }
  const name = textOf(row.values, 'lastName') ?? '';
  const namesakes = known.candidates.get(name.toLowerCase()) ?? [];
  const free = namesakes.filter((one) => !one.taken.includes(known.campaignId));
  const inCampaign = free.filter((one) => one.campaignIds.includes(known.campaignId));
  const [first] = inCampaign;
  if (first) return { ...first, certain: inCampaign.length === 1 };
  const withoutDeal = free.filter((one) => !one.hasDeal);
  const [only] = withoutDeal;
  if (only && withoutDeal.length === 1) return { ...only, certain: namesakes.length === 1 };
  return namesakes.length === 0
    ? `No lead here is called ${name}.`
    : `${namesakes.length} leads here are called ${name}; the file does not say which one is meant.`;
}

async function candidatesFor(ctx: Ctx, batch: Batch): Promise<Map<string, Candidate[]>> {
  const names = [...new Set(batch.rows.flatMap(({ values }) => (values.email ? [] : (textOf(values, 'lastName')?.toLowerCase() ?? []))))];
  if (names.length === 0) return new Map();
  const { rows } = await sql<Candidate>`
    select l.contact_id as "contactId", l.id as "leadId", lower(c.last_name) as "lastName",
      array(select d.campaign_id::text from deal d where d.workspace_id = l.workspace_id and d.lead_id = l.id and d.campaign_id is not null) as "campaignIds",
      exists (select from deal d where d.workspace_id = l.workspace_id and d.lead_id = l.id) as "hasDeal",
      array(select m.campaign_id::text from campaign_member m where m.workspace_id = l.workspace_id and m.contact_id = l.contact_id) as taken
    from lead l join contact c on c.workspace_id = l.workspace_id and c.id = l.contact_id
    where l.workspace_id = ${ctx.scope.workspaceId} and lower(c.last_name) = any (${names}) and l.deleted_at is null order by l.opened_at, l.id`.execute(
    ctx.tx,
  );
  const found = new Map<string, Candidate[]>();
  for (const row of rows) found.set(row.lastName, [...(found.get(row.lastName) ?? []), row]);
  return found;
}

function memberOf({ values }: TypedRow, who: { campaignId: string; contactId: string; leadId: string | null }): NewMember {
  const { status, responded } = responseOf(textOf(values, 'status'));
  const at = textOf(values, 'respondedAt');
  return {
    campaignId: who.campaignId,
    contactId: who.contactId,
    leadId: who.leadId,
    status,
    respondedAt: responded ? (at ?? null) : null,
    addedAt: at,
  };
}

/** An opt-out or a bounce counts for the person, but only where it is certain who is meant. */
async function keepAway(ctx: Ctx, { importId }: Batch, members: readonly NewMember[]): Promise<void> {
  const told = members.filter(({ status }) => status === 'opted_out' || status === 'bounced');
  if (told.length === 0) return;
  const { rows } = await sql<{ email: string; contact_id: string }>`select email, contact_id from contact_email
    where workspace_id = ${ctx.scope.workspaceId} and contact_id = any (${told.map(({ contactId }) => contactId)}::uuid[]) and is_primary`.execute(
    ctx.tx,
  );
  const emails = new Map(rows.map((row) => [row.contact_id, row.email]));
  const known = told.flatMap(({ contactId, status, respondedAt }) => {
    const email = emails.get(contactId);
    return email ? [{ email, status, at: respondedAt ?? undefined }] : [];
  });
  await takeOver(
    ctx,
    known.flatMap(({ email, status, at }) =>
      status === 'opted_out' ? [{ email, word: 'objected' as const, proof: { importId }, ...(at ? { at } : {}) }] : [],
    ),
  );
  await suppress(
    ctx,
    known.flatMap(({ email, status, at }) =>
      status === 'bounced'
        ? [{ address: { email }, cause: 'bounced' as const, evidence: { through: 'import', importId }, ...(at ? { since: at } : {}) }]
        : [],
    ),
  );
}

async function memberIds(ctx: Ctx, members: readonly NewMember[]): Promise<Map<string, string>> {
  const { rows } = await sql<{
    id: string;
    campaign_id: string;
    contact_id: string;
  }>`select id, campaign_id, contact_id from campaign_member
    where workspace_id = ${ctx.scope.workspaceId} and contact_id = any (${members.map((member) => member.contactId)}::uuid[])`.execute(
    ctx.tx,
  );
  return new Map(rows.map((row) => [`${row.campaign_id}:${row.contact_id}`, row.id]));
}
