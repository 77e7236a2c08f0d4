import { sql } from 'kysely';
import { matchingOf } from '#modules/criteria/queries/lens.ts';
import { reachable, timeZoneOf } from '#modules/team/queries.ts';
import type { ReadCtx } from '#platform/context.ts';
import type { Value } from '#platform/shared/merge/filters.ts';
import type { Filling } from '#platform/shared/merge/program.ts';
import { isRefusal, type Refusal } from '#platform/shared/refusal.ts';
import { hiddenAmong } from '../rules/content.ts';
import { IMAGES } from '../rules/mjml.ts';
import { conditionName, MERGE_FIELDS, type TemplateCondition } from '../schema.ts';
import { ownMergeFields } from './own.ts';

type Values = Readonly<Record<string, Value>>;

export interface Asked {
  contactIds: readonly string[];
  conditions: readonly TemplateCondition[];
  language: string;
  sender: { name: string; email: string };
  /** Full address below which pictures are served. */
  imageBase: string;
  /** What whoever sends adds: the offer, the document, the event, the link to the preferences. Only names of the list count. */
  more?: Values;
}

/**
 * What fills a mail for each person whom the scope may read, with its rows and fields only; who is not in the answer may not be written to by it.
 * One query for all, one more for each condition.
 */
export async function fillingsOf(ctx: ReadCtx, asked: Asked): Promise<Map<string, Filling> | Refusal> {
  const people = await valuesOfPeople(ctx, asked.contactIds);
  const met = new Map<string, Set<string>>();
  for (const { key, criteria } of asked.conditions) {
    const ids = await matchingOf(ctx.tx, ctx.scope, { criteria, entity: 'contact', ids: [...people.keys()], now: ctx.now });
    if (isRefusal(ids)) return ids;
    met.set(conditionName(key), ids);
  }
  const common = await commonValues(ctx, asked);
  return new Map(
    [...people].map(([id, values]) => [
      id,
      {
        values: { ...values, ...common.values },
        conditions: Object.fromEntries([...met].map(([name, ids]) => [name, ids.has(id)])),
        locale: asked.language,
        zone: common.zone,
      },
    ]),
  );
}

/** A made-up person, for whom every condition is met. */
export async function sampleFilling(ctx: ReadCtx, asked: Omit<Asked, 'contactIds'>): Promise<Filling> {
  const { values, zone } = await commonValues(ctx, asked);
  const samples = Object.fromEntries([...MERGE_FIELDS, ...(await ownMergeFields(ctx))].map(({ name, sample }) => [name, sample]));
  const conditions = Object.fromEntries(asked.conditions.map(({ key }) => [conditionName(key), true]));
  return { values: { ...samples, ...values }, conditions, locale: asked.language, zone };
}

interface Person {
  id: string;
  values: Record<string, Value>;
  /** What the workspace's own fields hold. */
  contact: Record<string, unknown>;
  company: Record<string, unknown>;
}

async function valuesOfPeople(ctx: ReadCtx, ids: readonly string[]): Promise<Map<string, Values>> {
  if (ids.length === 0) return new Map();
  const { tx, scope } = ctx;
  const own = await ownMergeFields(ctx);
  const { rows } = await sql<Person>`
    select c.id, jsonb_build_object('contact.first_name', c.first_name, 'contact.last_name', c.last_name, 'contact.name', c.name, 'contact.email', c.email,
      'contact.job_title', c.job_title, 'contact.city', c.city, 'company.name', k.name, 'company.industry', k.industry, 'company.city', k.city,
      'company.website', k.website) as values, c.custom as contact, coalesce(k.custom, '{}') as company
    from contact c
      left join company k on k.workspace_id = c.workspace_id and k.id = c.company_id and k.deleted_at is null
        and ${reachable(scope, 'company', { to: 'read', ownerColumn: 'k.owner_id' })}
    where c.workspace_id = ${scope.workspaceId} and c.id = any (${[...ids]}::uuid[]) and c.deleted_at is null
      and ${reachable(scope, 'contact', { to: 'read', ownerColumn: 'c.owner_id' })}`.execute(tx);
  const ownOf = ({ contact, company }: Person) =>
    Object.fromEntries(own.map(({ name, valueIn }) => [name, valueIn(name.startsWith('company.') ? company : contact)]));
  return new Map(rows.map((row) => [row.id, withoutHidden({ ...row.values, ...ownOf(row) }, scope.hidden)]));
}

function withoutHidden(values: Record<string, Value>, hidden: ReadonlySet<string>): Values {
  const gone = new Set(hiddenAmong(Object.keys(values), hidden));
  return Object.fromEntries(Object.entries(values).filter(([name]) => !gone.has(name)));
}

async function commonValues(
  ctx: ReadCtx,
  { sender, imageBase, more = {} }: Omit<Asked, 'contactIds'>,
): Promise<{ values: Values; zone: string }> {
  const { name, companyName, postalAddress } = await houseOf(ctx);
  const zone = await timeZoneOf(ctx);
  const known = new Set(MERGE_FIELDS.map((field) => field.name));
  const today = new Intl.DateTimeFormat('en-CA', { timeZone: zone, year: 'numeric', month: '2-digit', day: '2-digit' }).format(
    new Date(ctx.now),
  );
  const values: Values = {
    ...Object.fromEntries(Object.entries(more).filter(([one]) => known.has(one))),
    'sender.name': sender.name,
    'sender.first_name': sender.name.trim().split(/\s+/)[0] ?? '',
    'sender.email': sender.email,
    'workspace.company_name': companyName ?? name,
    'workspace.postal_address': postalAddress,
    today,
    [IMAGES]: imageBase,
  };
  return { values, zone };
}

/** Who stands in the footer. */
export async function houseOf({ tx, scope }: Pick<ReadCtx, 'tx' | 'scope'>) {
  return tx
    .selectFrom('workspace')
    .select(['name', 'company_name as companyName', 'postal_address as postalAddress'])
    .where('id', '=', scope.workspaceId)
    .executeTakeFirstOrThrow();
}
