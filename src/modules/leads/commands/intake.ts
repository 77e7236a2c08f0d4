import { upsertCompanies } from '#modules/companies/commands/upsert.ts';
import { upsertContacts } from '#modules/contacts/commands/upsert.ts';
import type { Ctx } from '#platform/context.ts';
import { isRefusal, type Refusal, refuse } from '#platform/shared/refusal.ts';
import { addConversion, type NewConversion } from './conversions.ts';
import { checkLeadFacts } from './leads.ts';
import { openLead } from './open.ts';

/** A person as a form or a mail names them. */
export interface NamedPerson {
  firstName?: string;
  lastName?: string;
  email?: string;
  phone?: string;
  jobTitle?: string;
  companyName?: string;
}

export interface Intake extends NewConversion {
  contactId?: string;
  person?: NamedPerson;
  handRaised?: boolean;
  whyNow?: string;
}

export interface TakenIn {
  id: string;
  leadId: string | null;
  joined: boolean;
  /** It was here already, by its source's id. */
  known: boolean;
}

/**
 * Takes in a conversion: finds or makes its person, opens their lead or joins the one of the last days. Without a person nobody is known
 * and no lead begins. What the same source brought before is not taken in twice.
 */
export async function takeIn(
  ctx: Ctx,
  { contactId: named, person, handRaised, whyNow, ...conversion }: Intake,
): Promise<TakenIn | Refusal> {
  const at = conversion.occurredAt === undefined ? ctx.now : new Date(conversion.occurredAt).toISOString();
  if (Date.parse(at) > Date.parse(ctx.now) + 60_000) return refuse('invalid', 'This lies in the future.', { field: 'occurredAt' });
  const problem = await checkLeadFacts(ctx, { campaignId: conversion.campaignId });
  if (problem) return problem;
  const known = await knownAlready(ctx, conversion);
  if (known) return known;
  const channel = conversion.channel ?? (await channelOf(ctx, conversion.campaignId));
  const contactId = named ?? (person && (await personOf(ctx, person)));
  if (!contactId) {
    const id = await addConversion(ctx, { ...conversion, channel, occurredAt: at, leadId: null, contactId: null });
    return { id, leadId: null, joined: false, known: false };
  }
  const opened = await openLead(ctx, {
    contactId,
    handRaised,
    whyNow,
    campaignId: conversion.campaignId,
    sourceChannel: channel,
    conversion: { ...conversion, channel, occurredAt: at },
    cause: conversion.kind,
    at,
  });
  return isRefusal(opened) ? opened : { id: opened.conversionId ?? '', leadId: opened.leadId, joined: opened.joined, known: false };
}

/** Whoever comes through a campaign came through its channel. */
async function channelOf(ctx: Ctx, campaignId: string | null | undefined): Promise<string | undefined> {
  if (!campaignId) return undefined;
  const row = await ctx.tx
    .selectFrom('campaign')
    .select('channel')
    .where('workspace_id', '=', ctx.scope.workspaceId)
    .where('id', '=', campaignId)
    .executeTakeFirst();
  return row?.channel ?? undefined;
}

async function knownAlready(ctx: Ctx, { kind, sourceId }: NewConversion): Promise<TakenIn | null> {
  if (!sourceId) return null;
  const row = await ctx.tx
    .selectFrom('conversion')
    .select(['id', 'lead_id'])
    .where('workspace_id', '=', ctx.scope.workspaceId)
    .where('kind', '=', kind)
    .where('source_id', '=', sourceId)
    .executeTakeFirst();
  return row ? { id: row.id, leadId: row.lead_id, joined: true, known: true } : null;
}

/** The contact with that mail address; else a new one. What is known already stays as it is. */
async function personOf(ctx: Ctx, { email, phone, companyName, ...person }: NamedPerson): Promise<string | undefined> {
  const [company] = companyName ? await upsertCompanies(ctx, [{ values: { name: companyName }, mode: 'fill' }]) : [];
  const [contact] = await upsertContacts(ctx, [
    {
      values: {
        ...person,
        emails: email ? [{ email: email.toLowerCase() }] : [],
        phones: phone ? [{ phone }] : [],
        ...(company ? { companyId: company.id } : {}),
      },
      mode: 'fill',
    },
  ]);
  return contact?.id;
}
