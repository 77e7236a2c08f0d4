import { sql } from 'kysely';
import { fields as companyFields } from '#modules/companies/fields.ts';
import { fields as contactFields } from '#modules/contacts/fields.ts';
import { type Field, throughReference } from '#modules/criteria/fields.ts';
import type { Kind } from '#modules/criteria/schema.ts';
import { listReasons } from '#modules/leads/queries/reasons.ts';
import { SOURCE_TEAMS } from '#modules/leads/schema.ts';
import { reachable } from '#modules/team/queries.ts';
import type { Db } from '#platform/db/db.ts';
import type { Scope } from '#platform/shared/scope.ts';
import { listPipelines } from './queries/pipelines.ts';
import { DEAL_STATUSES } from './schema.ts';

const options = (values: readonly string[]) =>
  values.map((value) => ({ value, label: value.charAt(0).toUpperCase() + value.slice(1).replaceAll('_', ' ') }));

interface Facts extends Partial<Field> {
  key: string;
  label: string;
  kind: Kind;
}

const own = (column: string, facts: Facts): Field => ({
  entity: 'deal',
  group: facts.kind === 'money' ? 'Money' : 'Deal',
  sql: (row) => sql.ref(`${row}.${column}`),
  column,
  ...(facts.kind === 'money' ? { currency: (row: string) => sql.ref(`${row}.currency`) } : {}),
  ...facts,
});
const derived = (column: string, facts: Facts): Field => ({ ...own(column, facts), column: undefined });

async function pipelineOptions(db: Db, scope: Scope) {
  const pipelines = await listPipelines(db, scope, { archived: true });
  return pipelines.map(({ id, name }) => ({ value: id, label: name }));
}

/** Stages by their pipeline's name, where there are several. */
async function stageOptions(db: Db, scope: Scope) {
  const pipelines = await listPipelines(db, scope, { archived: true });
  return pipelines.flatMap((pipeline) =>
    pipeline.stages.map((stage) => ({ value: stage.id, label: pipelines.length > 1 ? `${pipeline.name}: ${stage.name}` : stage.name })),
  );
}

async function reasonOptions(db: Db, scope: Scope) {
  const reasons = await listReasons(db, scope, { class: 'lost', archived: true });
  return reasons.map((reason) => ({ value: reason.id, label: reason.label }));
}

const probability = (row: string, scope: Scope) => sql`case ${sql.ref(`${row}.status`)} when 'won' then 1 when 'lost' then 0
  else coalesce(${sql.ref(`${row}.probability`)}, (select x.probability from pipeline_stage x where x.workspace_id = ${scope.workspaceId} and x.id = ${sql.ref(`${row}.stage_id`)})) end`;

/** Of a contact or a company: whether one of their deals is open. */
const openDeal = (entity: 'contact' | 'company'): Field => ({
  entity,
  key: 'openDeal',
  label: 'Has an open deal',
  kind: 'yes_no',
  group: 'Deals',
  hiddenKey: 'deal.status',
  matching: (row, test, scope) => sql`exists (select from deal x where x.workspace_id = ${scope.workspaceId}
    and ${sql.ref(`x.${entity}_id`)} = ${sql.ref(`${row}.id`)} and x.status = 'open' and x.deleted_at is null
    and ${reachable(scope, 'deal', { to: 'read', ownerColumn: 'x.owner_id' })} and ${test(sql`true`)})`,
});

export const fields: Field[] = [
  openDeal('contact'),
  openDeal('company'),
  own('name', {
    key: 'name',
    label: 'Name',
    kind: 'text',
    sort: true,
    sortSql: (row) => sql.ref(`${row}.name_key`),
    sortNotNull: true,
    shown: true,
  }),
  own('company_id', { key: 'company', label: 'Company', kind: 'record', record: 'company', shown: true }),
  own('contact_id', { key: 'contact', label: 'Contact', kind: 'record', record: 'contact' }),
  derived('lead_id', { key: 'lead', label: 'Lead', kind: 'record', record: 'lead' }),
  own('campaign_id', { key: 'campaign', label: 'Campaign', kind: 'record', record: 'campaign' }),
  derived('pipeline_id', {
    key: 'pipeline',
    label: 'Pipeline',
    kind: 'choice',
    sql: (row) => sql`${sql.ref(`${row}.pipeline_id`)}::text`,
    optionsOf: pipelineOptions,
  }),
  derived('stage_id', {
    key: 'stage',
    label: 'Stage',
    kind: 'choice',
    sql: (row) => sql`${sql.ref(`${row}.stage_id`)}::text`,
    optionsOf: stageOptions,
    shown: true,
  }),
  derived('status', { key: 'status', label: 'Status', kind: 'choice', options: options(DEAL_STATUSES), sort: true, shown: true }),
  own('amount_minor', { key: 'amount', label: 'Amount', kind: 'money', sort: true, shown: true }),
  {
    entity: 'deal',
    key: 'weighted',
    label: 'Weighted amount',
    kind: 'money',
    group: 'Money',
    hiddenKey: 'deal.amount',
    currency: (row) => sql.ref(`${row}.currency`),
    sql: (row, scope) => sql`round(${sql.ref(`${row}.amount_minor`)} * ${probability(row, scope)})::bigint`,
  },
  { entity: 'deal', key: 'probability', label: 'Probability', kind: 'number', group: 'Deal', sql: probability },
  own('expected_close_on', { key: 'expectedCloseOn', label: 'Expected close', kind: 'date', sort: true, shown: true }),
  derived('closed_at', { key: 'closedAt', label: 'Closed', kind: 'instant', sort: true }),
  derived('reason_id', {
    key: 'reason',
    label: 'Reason lost',
    kind: 'choice',
    sql: (row) => sql`${sql.ref(`${row}.reason_id`)}::text`,
    optionsOf: reasonOptions,
  }),
  derived('lost_note', { key: 'lostNote', label: 'Note on the loss', kind: 'long_text' }),
  own('kind', { key: 'kind', label: 'Kind', kind: 'text' }),
  own('source_team', { key: 'sourceTeam', label: 'Found by', kind: 'choice', options: options(SOURCE_TEAMS) }),
  own('source_channel', { key: 'sourceChannel', label: 'Channel', kind: 'text' }),
  own('owner_id', { key: 'owner', label: 'Owner', kind: 'member', shown: true }),
  derived('stage_since', { key: 'stageSince', label: 'In this stage since', kind: 'instant', sort: true, sortNotNull: true }),
  own('description', { key: 'description', label: 'Description', kind: 'long_text' }),
  own('tags', { key: 'tags', label: 'Tags', kind: 'choices' }),
  derived('last_activity_at', { key: 'lastActivityAt', label: 'Last activity', kind: 'instant', sort: true }),
  derived('created_at', { key: 'createdAt', label: 'Created', kind: 'instant', sort: true, sortNotNull: true }),
  derived('imported', { key: 'imported', label: 'Imported', kind: 'yes_no' }),
  ...throughReference({ entity: 'deal', column: 'company_id', to: 'company', label: 'Company', fields: companyFields }),
  ...throughReference({ entity: 'deal', column: 'contact_id', to: 'contact', label: 'Contact', fields: contactFields }),
];
