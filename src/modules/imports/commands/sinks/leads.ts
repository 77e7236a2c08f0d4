import { type UpsertContact, upsertContacts } from '#modules/contacts/commands/upsert.ts';
import { type UpsertLead, upsertLeads } from '#modules/leads/commands/bulk.ts';
import type { Ctx } from '#platform/context.ts';
import { channelOf, leadStage, sourceTeamOf } from '../../rules/meanings.ts';
import type { TypedRow } from '../../rules/typed.ts';
import { resolveReferences } from '../references.ts';
import { type Batch, failed, type RowResult, skipped } from '../sink.ts';
import { companiesNamed, contactRow, customOf, DELETED_THERE, refOf, resultOf, textOf } from './people.ts';
import { takePermissions } from './permissions.ts';

/**
 * A lead of another system is a person, a company by name and an episode. The person is found by address, so that a lead and the contact
 * it became are one.
 */
export async function sinkLeads(ctx: Ctx, batch: Batch): Promise<RowResult[]> {
  const resolved = await resolveReferences(ctx, batch);
  const companies = await companiesNamed(ctx, batch);
  const links = batch.rows.map((_row, index) => {
    const company = resolved[index]?.company ?? companies[index];
    return { ...resolved[index], ...(company ? { company } : {}) };
  });
  const people = await peopleOf(ctx, batch, links);
  const leads = people.map(({ row, index, contactId }) => leadOf(batch, row, { links: links[index] ?? {}, contactId, now: ctx.now }));
  const written = await upsertLeads(ctx, leads, { importId: batch.importId });
  const results: RowResult[] = batch.rows.map(({ values }) =>
    values.deleted === true ? skipped(DELETED_THERE) : failed('A lead needs a name or an e-mail address.'),
  );
  for (const [place, { index }] of people.entries()) results[index] = resultOf('lead', written[place]);
  return results;
}

/** Whose the leads are: the person that a row points to, else the one it describes. Rows that do neither are left out. */
async function peopleOf(ctx: Ctx, batch: Batch, links: readonly Readonly<Record<string, string>>[]) {
  const alive = batch.rows.flatMap((row, index) => (row.values.deleted === true ? [] : [{ row, index }]));
  const described = alive.flatMap(({ row, index }) => {
    const contact = links[index]?.contact ? null : (contactRow(batch, row, links[index] ?? {}) ?? unnamed(batch, row, links[index] ?? {}));
    return contact ? [{ index, contact: { ...contact, mode: 'fill' as const } }] : [];
  });
  const made = await upsertContacts(
    ctx,
    described.map(({ contact }) => contact),
    { importId: batch.importId },
  );
  await takePermissions(ctx, batch);
  const ids = new Map(described.map(({ index }, place) => [index, made[place]?.id]));
  return alive.flatMap(({ row, index }) => {
    const contactId = links[index]?.contact ?? ids.get(index);
    return contactId ? [{ row, index, contactId }] : [];
  });
}

const NAMES: readonly string[] = ['name', 'firstName', 'lastName', 'email', 'contact'];

/**
 * The person of a lead in a file that has no column for names (an export without personal data): one of their own, called by the id that the
 * file gives the lead, with what else its row says. Where the file has names, a row without one stays out.
 */
function unnamed(batch: Batch, row: TypedRow, resolved: Readonly<Record<string, string>>): UpsertContact | null {
  const { externalId } = row;
  if (externalId === null || !batch.mapped.has('externalId') || NAMES.some((field) => batch.mapped.has(field))) return null;
  const person = contactRow(batch, { ...row, values: { ...row.values, lastName: externalId.slice(0, 120) } }, resolved);
  return person && { ...person, externalRef: { system: `${batch.ownSystem}:lead`, id: externalId } };
}

function leadOf(
  batch: Batch,
  row: TypedRow,
  known: { links: Readonly<Record<string, string>>; contactId: string; now: string },
): UpsertLead {
  const { values } = row;
  const source = textOf(values, 'sourceChannel');
  const status = textOf(values, 'workingStatus');
  return {
    externalRef: refOf(batch, row),
    values: {
      contactId: known.contactId,
      companyId: known.links.company ?? null,
      stage: endOf(values.won) ?? leadStage(status, values.converted === true || row.references.deal !== undefined),
      workingStatus: status ?? null,
      ownerId: known.links.owner ?? null,
      sourceTeam: sourceTeamOf(source),
      sourceChannel: channelOf(source),
      campaignId: known.links.campaign ?? null,
      openedAt: textOf(values, 'openedAt') ?? textOf(values, 'createdAt') ?? known.now,
      tags: (values.tags as string[] | undefined) ?? [],
      custom: customOf(values, known.links),
    },
  };
}

/** A lead that the file says is over. */
function endOf(won: unknown): 'customer' | 'disqualified' | null {
  return typeof won === 'boolean' ? (won ? 'customer' : 'disqualified') : null;
}
