import { type UpsertCompany, upsertCompanies } from '#modules/companies/commands/upsert.ts';
import { type UpsertContact, upsertContacts } from '#modules/contacts/commands/upsert.ts';
import type { CustomValues } from '#modules/criteria/schema.ts';
import { resolvePeople } from '#modules/team/commands/members.ts';
import type { Ctx } from '#platform/context.ts';
import type { ExternalRef, Upserted } from '#platform/db/upsert.ts';
import type { Money } from '#platform/shared/money.ts';
import { channelOf } from '../../rules/meanings.ts';
import { ownValuesOf } from '../../rules/own.ts';
import type { ParsedPhone } from '../../rules/reach.ts';
import type { TypedRow } from '../../rules/typed.ts';
import type { PersonName } from '../../rules/values.ts';
import { resolveReferences } from '../references.ts';
import { type Batch, failed, type RowResult, skipped, UNCHANGED } from '../sink.ts';
import { takePermissions } from './permissions.ts';

type Values = TypedRow['values'];

export const DELETED_THERE = 'The other system says that this record was deleted.';

export const textOf = (values: Values, key: string): string | undefined => (typeof values[key] === 'string' ? values[key] : undefined);
export const moneyOf = (values: Values, key: string): Money | undefined => values[key] as Money | undefined;

export function customOf(values: Values, links: Readonly<Record<string, string>>): CustomValues | undefined {
  return ownValuesOf(values, links) as CustomValues | undefined;
}

function websiteOf(values: Values, key: string): string | undefined {
  return (values[key] as { website: string } | undefined)?.website;
}

/** What the other system calls the record of a row. */
export function refOf(batch: Batch, row: TypedRow): ExternalRef | null {
  return row.externalId === null ? null : { system: batch.ownSystem, id: row.externalId };
}

/** Members of the other system: matched by address, else kept as placeholders to be invited. */
export async function sinkUsers(ctx: Ctx, { rows }: Batch): Promise<RowResult[]> {
  const { tx, scope } = ctx;
  const before = new Set(
    (await tx.selectFrom('member').select('id').where('workspace_id', '=', scope.workspaceId).execute()).map((member) => member.id),
  );
  const people = rows.map(({ values }) => ({
    name: [textOf(values, 'firstName'), textOf(values, 'lastName')].filter(Boolean).join(' ') || null,
    email: textOf(values, 'email') ?? null,
  }));
  const ids = await resolvePeople(ctx, people);
  return ids.map((entityId) => ({ outcome: before.has(entityId) ? 'merged' : 'created', entity: 'member', entityId }));
}

export async function sinkCompanies(ctx: Ctx, batch: Batch): Promise<RowResult[]> {
  const resolved = await resolveReferences(ctx, batch);
  return spread(batch, (row, index) => companyRow(batch, row, resolved[index] ?? {}), {
    entity: 'company',
    missing: 'A company needs a name.',
    write: (rows) => upsertCompanies(ctx, rows, { importId: batch.importId }),
  });
}

/** A number of people, or a size in words. */
function sizeOf(given: unknown): { employeeCount?: number; sizeText?: string } {
  if (typeof given === 'number') return { employeeCount: given };
  return typeof given === 'string' ? { sizeText: given } : {};
}

function companyRow(batch: Batch, row: TypedRow, resolved: Readonly<Record<string, string>>): UpsertCompany | null {
  const { values } = row;
  // A company whose name cell says nothing is still its website's.
  const name = textOf(values, 'name') ?? websiteOf(values, 'website');
  if (!name || values.deleted === true) return null;
  const revenue = moneyOf(values, 'annualRevenue');
  return {
    externalRef: refOf(batch, row),
    values: {
      name,
      website: websiteOf(values, 'website'),
      industry: textOf(values, 'industry'),
      ...sizeOf(values.employeeCount),
      ...(typeof revenue === 'object' ? { annualRevenueMinor: revenue.amountMinor, currency: revenue.currency } : {}),
      phone: phoneOf(values, 'phone')?.number,
      street: textOf(values, 'street'),
      city: textOf(values, 'city'),
      region: textOf(values, 'region'),
      postalCode: textOf(values, 'postalCode'),
      country: textOf(values, 'country'),
      kind: batch.entity === 'vendor' ? 'vendor' : textOf(values, 'kind'),
      description: textOf(values, 'description'),
      ownerId: resolved.owner,
      parentId: resolved.parentCompany,
      tags: values.tags as string[] | undefined,
      custom: customOf(values, resolved),
      createdAt: textOf(values, 'createdAt'),
    },
  };
}

function phoneOf(values: Values, key: string): { number: string; raw: string } | undefined {
  const phone = values[key] as ParsedPhone | undefined;
  return phone && { number: phone.e164 ?? phone.raw, raw: phone.raw };
}

export async function sinkContacts(ctx: Ctx, batch: Batch): Promise<RowResult[]> {
  const resolved = await resolveReferences(ctx, batch);
  const companies = await companiesNamed(ctx, batch);
  return spread(
    batch,
    (row, index) => {
      const companyId = resolved[index]?.company ?? companies[index];
      return contactRow(batch, row, { ...resolved[index], ...(companyId ? { company: companyId } : {}) });
    },
    {
      entity: 'contact',
      missing: 'A contact needs a name or an e-mail address.',
      write: async (rows) => {
        const written = await upsertContacts(ctx, rows, { importId: batch.importId });
        await takePermissions(ctx, batch);
        return written;
      },
    },
  );
}

/** The person of a row; null where it names none. */
export function contactRow(batch: Batch, row: TypedRow, resolved: Readonly<Record<string, string>>): UpsertContact | null {
  const { values } = row;
  const whole = values.name as PersonName | undefined;
  const firstName = textOf(values, 'firstName') ?? whole?.first ?? undefined;
  const lastName = textOf(values, 'lastName') ?? whole?.last ?? undefined;
  const email = textOf(values, 'email');
  if (!firstName && !lastName && !email) return null;
  const phones = [phoneOf(values, 'phone'), phoneOf(values, 'mobile')].flatMap((phone, place) =>
    phone ? [{ phone: phone.number, raw: phone.raw, kind: place === 1 ? 'mobile' : 'work' }] : [],
  );
  return {
    externalRef: batch.entity === 'contact' ? refOf(batch, row) : null,
    values: {
      firstName,
      lastName,
      emails: [email, textOf(values, 'secondEmail')].flatMap((one) => (one ? [{ email: one.toLowerCase() }] : [])),
      phones,
      jobTitle: textOf(values, 'jobTitle'),
      companyId: resolved.company,
      ownerId: resolved.owner,
      sourceChannel: channelOf(textOf(values, 'sourceChannel')) ?? undefined,
      timeZone: textOf(values, 'timeZone'),
      street: textOf(values, 'street'),
      city: textOf(values, 'city'),
      region: textOf(values, 'region'),
      postalCode: textOf(values, 'postalCode'),
      country: textOf(values, 'country'),
      description: textOf(values, 'description'),
      tags: values.tags as string[] | undefined,
      // A lead's own fields are the lead's.
      custom: batch.entity === 'contact' ? customOf(values, resolved) : undefined,
      createdAt: textOf(values, 'createdAt') ?? textOf(values, 'openedAt'),
    },
  };
}

/** Companies that rows name in words: found by name and website, or made. */
export async function companiesNamed(ctx: Ctx, batch: Batch): Promise<(string | undefined)[]> {
  const named = batch.rows.flatMap(({ values }, index) => {
    const name = textOf(values, 'companyName');
    return name
      ? [{ index, values: { name, website: websiteOf(values, 'companyWebsite'), industry: textOf(values, 'companyIndustry') } }]
      : [];
  });
  const found = await upsertCompanies(
    ctx,
    named.map(({ values }) => ({ values, mode: 'fill' as const })),
    { importId: batch.importId },
  );
  const ids: (string | undefined)[] = batch.rows.map(() => undefined);
  for (const [place, { index }] of named.entries()) ids[index] = found[place]?.id;
  return ids;
}

interface Spread<R> {
  entity: string;
  missing: string;
  write(rows: R[]): Promise<Upserted[]>;
}

/** Builds the rows that can be written, writes them together and hands each result back to its row. */
export async function spread<R>(
  batch: Batch,
  build: (row: TypedRow, index: number) => R | null,
  { entity, missing, write }: Spread<R>,
): Promise<RowResult[]> {
  const built = batch.rows.map(build);
  const places = built.flatMap((row, index) => (row === null ? [] : [index]));
  const written = await write(built.filter((row): row is Awaited<R> & R => row !== null));
  const results: RowResult[] = batch.rows.map(({ values }) => (values.deleted === true ? skipped(DELETED_THERE) : failed(missing)));
  for (const [place, index] of places.entries()) {
    results[index] = resultOf(entity, written[place]);
  }
  return results;
}

export function resultOf(entity: string, written: Upserted | undefined): RowResult {
  if (!written) return failed('This row was not answered for.');
  const { id, outcome, before } = written;
  if (outcome === 'unchanged') return { ...skipped(UNCHANGED), entity, entityId: id };
  return { outcome, entity, entityId: id, ...(before ? { before } : {}) };
}
