import { sql } from 'kysely';
import type { Field } from '#modules/criteria/fields.ts';
import type { Kind } from '#modules/criteria/schema.ts';
import { reachable } from '#modules/team/queries.ts';
import type { Scope } from '#platform/shared/scope.ts';
import { AUDIENCE_KINDS, CAMPAIGN_STATUSES } from './schema.ts';

const options = (values: readonly string[]) =>
  values.map((value) => ({ value, label: value.charAt(0).toUpperCase() + value.slice(1).replaceAll('_', ' ') }));

interface Facts extends Partial<Field> {
  key: string;
  label: string;
  kind: Kind;
}

const own = (column: string, { key, label, kind, ...more }: Facts): Field => ({
  entity: 'campaign',
  key,
  label,
  kind,
  group: kind === 'money' ? 'Money' : 'Campaign',
  sql: (row) => sql.ref(`${row}.${column}`),
  column,
  ...(kind === 'money' ? { currency: (row: string) => sql.ref(`${row}.currency`) } : {}),
  ...more,
});

/** Counts rows of another table that belong to the campaign and that the scope may reach. */
const counted = ({
  table,
  reached,
  when,
  ...field
}: Omit<Facts, 'entity'> & { table: string; reached?: string; when?: string }): Field => ({
  entity: 'campaign',
  group: 'Results',
  sql: (row, scope: Scope) => sql`(select count(*)::int from ${sql.table(table)} x where x.workspace_id = ${scope.workspaceId}
    and x.campaign_id = ${sql.ref(`${row}.id`)} and ${sql.raw(when ?? 'true')}
    and ${reached ? reachable(scope, reached, { to: 'read', ownerColumn: 'x.owner_id' }) : sql`true`})`,
  ...field,
});

export const fields: Field[] = [
  own('name', {
    key: 'name',
    label: 'Name',
    kind: 'text',
    sort: true,
    sortSql: (row) => sql`lower(${sql.ref(`${row}.name`)})`,
    sortNotNull: true,
    shown: true,
  }),
  own('kind', { key: 'kind', label: 'Kind', kind: 'text', shown: true }),
  own('channel', { key: 'channel', label: 'Channel', kind: 'text' }),
  own('code', { key: 'code', label: 'Code in links', kind: 'text' }),
  own('status', { key: 'status', label: 'Status', kind: 'choice', options: options(CAMPAIGN_STATUSES), sort: true, shown: true }),
  own('starts_on', { key: 'startsOn', label: 'Starts', kind: 'date', sort: true, shown: true }),
  own('ends_on', { key: 'endsOn', label: 'Ends', kind: 'date', sort: true }),
  own('budget_minor', { key: 'budget', label: 'Budget', kind: 'money', sort: true }),
  own('cost_minor', { key: 'cost', label: 'Cost', kind: 'money', sort: true, shown: true }),
  own('expected_revenue_minor', { key: 'expectedRevenue', label: 'Expected revenue', kind: 'money', sort: true }),
  own('audience_kind', { key: 'audienceKind', label: 'For', kind: 'choice', options: options(AUDIENCE_KINDS) }),
  own('owner_id', { key: 'owner', label: 'Owner', kind: 'member', shown: true }),
  own('parent_id', { key: 'parent', label: 'Part of', kind: 'record', record: 'campaign' }),
  own('description', { key: 'description', label: 'Description', kind: 'long_text' }),
  own('tags', { key: 'tags', label: 'Tags', kind: 'choices' }),
  { ...own('created_at', { key: 'createdAt', label: 'Created', kind: 'instant', sort: true, sortNotNull: true }), column: undefined },
  counted({ key: 'members', label: 'Members', kind: 'number', table: 'campaign_member', shown: true }),
  counted({ key: 'responses', label: 'Responses', kind: 'number', table: 'campaign_member', when: 'x.responded', shown: true }),
  counted({ key: 'leads', label: 'Leads', kind: 'number', table: 'lead', reached: 'lead', when: 'x.deleted_at is null', shown: true }),
  counted({
    key: 'wonDeals',
    label: 'Won deals',
    kind: 'number',
    table: 'deal',
    reached: 'deal',
    when: "x.deleted_at is null and x.status = 'won'",
    shown: true,
  }),
  {
    entity: 'campaign',
    key: 'wonAmount',
    label: 'Won',
    kind: 'money',
    group: 'Results',
    hiddenKey: 'deal.amount',
    shown: true,
    // In the campaign's currency, so that it stands beside the cost; deals in others are on the campaign's own page.
    currency: (row, scope) => currencyOf(row, scope),
    sql: (
      row,
      scope,
    ) => sql`(select sum(x.amount_minor)::bigint from deal x where x.workspace_id = ${scope.workspaceId} and x.campaign_id = ${sql.ref(`${row}.id`)}
      and x.deleted_at is null and x.status = 'won' and x.currency = ${currencyOf(row, scope)} and ${reachable(scope, 'deal', { to: 'read', ownerColumn: 'x.owner_id' })})`,
  },
];

function currencyOf(row: string, scope: Scope) {
  return sql`coalesce(${sql.ref(`${row}.currency`)}, (select base_currency from workspace where id = ${scope.workspaceId}))`;
}
