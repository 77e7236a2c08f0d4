import { sql } from 'kysely';
import { fields as companyFields } from '#modules/companies/fields.ts';
import { fields as contactFields } from '#modules/contacts/fields.ts';
import { type Field, throughReference } from '#modules/criteria/fields.ts';
import type { Kind } from '#modules/criteria/schema.ts';
import type { Db } from '#platform/db/db.ts';
import type { Scope } from '#platform/shared/scope.ts';
import { listReasons } from './queries/reasons.ts';
import { SOURCE_TEAMS, STAGES, type Stage, VALIDATIONS, WORKING_STATUSES } from './schema.ts';

const STAGE_LABELS: Readonly<Record<Stage, string>> = {
  inquiry: 'Inquiry',
  mql: 'MQL',
  sal: 'SAL',
  sql: 'SQL',
  opportunity: 'Opportunity',
  customer: 'Customer',
  recycled: 'Recycled',
  disqualified: 'Disqualified',
};
const stageOptions = STAGES.map((value) => ({ value, label: STAGE_LABELS[value] }));
const options = (values: readonly string[]) =>
  values.map((value) => ({ value, label: value.charAt(0).toUpperCase() + value.slice(1).replaceAll('_', ' ') }));

interface Facts extends Partial<Field> {
  key: string;
  label: string;
  kind: Kind;
}

/** A column of the lead that people may write, or (`derived`) that follows from what happens. */
const own = (column: string, facts: Facts): Field => ({
  entity: 'lead',
  group: 'Lead',
  sql: (row) => sql.ref(`${row}.${column}`),
  column,
  ...facts,
});
const derived = (column: string, facts: Facts): Field => ({ ...own(column, facts), column: undefined });

async function reasonOptions(db: Db, scope: Scope) {
  const reasons = await listReasons(db, scope, { archived: true });
  return reasons.map((reason) => ({ value: reason.id, label: reason.label }));
}

export const fields: Field[] = [
  derived('contact_id', { key: 'contact', label: 'Contact', kind: 'record', record: 'contact', shown: true }),
  own('company_id', { key: 'company', label: 'Company', kind: 'record', record: 'company', shown: true }),
  derived('stage', { key: 'stage', label: 'Stage', kind: 'choice', options: stageOptions, sort: true, shown: true }),
  derived('stage_since', { key: 'stageSince', label: 'In this stage since', kind: 'instant', sort: true, sortNotNull: true, shown: true }),
  own('working_status', { key: 'workingStatus', label: 'Working status', kind: 'choice', options: options(WORKING_STATUSES) }),
  derived('owner_id', { key: 'owner', label: 'Owner', kind: 'member', shown: true }),
  own('source_team', { key: 'sourceTeam', label: 'Found by', kind: 'choice', options: options(SOURCE_TEAMS) }),
  own('source_channel', { key: 'sourceChannel', label: 'Channel', kind: 'text', shown: true }),
  own('campaign_id', { key: 'campaign', label: 'Campaign', kind: 'record', record: 'campaign' }),
  derived('hand_raised', { key: 'handRaised', label: 'Raised a hand', kind: 'yes_no' }),
  own('why_now', { key: 'whyNow', label: 'Why now', kind: 'long_text' }),
  derived('fit', {
    key: 'fit',
    label: 'Fit',
    kind: 'choice',
    group: 'Score',
    options: ['A', 'B', 'C', 'D'].map((value) => ({ value, label: value })),
    sort: true,
  }),
  derived('score_label', { key: 'scoreLabel', label: 'Score', kind: 'text', group: 'Score', sort: true, shown: true }),
  derived('momentum', {
    key: 'momentum',
    label: 'Momentum',
    kind: 'choice',
    group: 'Score',
    options: options(['rising', 'steady', 'falling']),
    sort: true,
  }),
  derived('score_reason', { key: 'scoreReason', label: 'Strongest lately', kind: 'text', group: 'Score', sort: true }),
  derived('score_reason_at', { key: 'scoreReasonAt', label: 'Strongest lately, when', kind: 'instant', group: 'Score', sort: true }),
  derived('probability', {
    key: 'probability',
    label: 'Probability, %',
    kind: 'number',
    group: 'Score',
    sql: (row) => sql`round((${sql.ref(`${row}.probability`)} * 100)::numeric, 1)`,
    sort: true,
  }),
  derived('opened_at', { key: 'openedAt', label: 'Opened', kind: 'instant', sort: true, sortNotNull: true, shown: true }),
  derived('closed_at', { key: 'closedAt', label: 'Closed', kind: 'instant', sort: true }),
  {
    entity: 'lead',
    key: 'open',
    label: 'Is open',
    kind: 'yes_no',
    group: 'Lead',
    sql: (row) => sql`(${sql.ref(`${row}.closed_at`)} is null)`,
  },
  derived('first_touch_at', { key: 'firstTouchAt', label: 'First touch', kind: 'instant', group: 'Follow-up', sort: true }),
  derived('last_touch_at', { key: 'lastTouchAt', label: 'Last touch', kind: 'instant', group: 'Follow-up', sort: true }),
  derived('touches', { key: 'touches', label: 'Touches', kind: 'number', group: 'Follow-up', sort: true }),
  derived('reason_id', {
    key: 'reason',
    label: 'Reason',
    kind: 'choice',
    sql: (row) => sql`${sql.ref(`${row}.reason_id`)}::text`,
    optionsOf: reasonOptions,
  }),
  {
    entity: 'lead',
    key: 'reasonClass',
    label: 'Kind of reason',
    kind: 'choice',
    group: 'Lead',
    hiddenKey: 'lead.reason',
    options: options(['not_a_lead', 'bad_data', 'not_fit', 'already_ours', 'not_now', 'lost']),
    sql: (row, scope) =>
      sql`(select x.class from reason x where x.workspace_id = ${scope.workspaceId} and x.id = ${sql.ref(`${row}.reason_id`)})`,
  },
  derived('recycle_until', { key: 'recycleUntil', label: 'Not before', kind: 'date', sort: true }),
  derived('recycle_count', { key: 'recycleCount', label: 'Times recycled', kind: 'number', sort: true }),
  own('tags', { key: 'tags', label: 'Tags', kind: 'choices' }),
  derived('imported', { key: 'imported', label: 'Imported', kind: 'yes_no' }),
  {
    entity: 'lead',
    key: 'wasIn',
    label: 'Was ever in stage',
    kind: 'choice',
    group: 'Lead',
    options: stageOptions,
    hiddenKey: 'lead.stage',
    matching: (row, test, scope) =>
      sql<boolean>`exists (select from stage_visit x where x.workspace_id = ${scope.workspaceId} and x.lead_id = ${sql.ref(`${row}.id`)} and ${test(sql`x.stage`)})`,
  },
  {
    entity: 'lead',
    key: 'validation',
    label: 'Conversion found to be',
    kind: 'choice',
    group: 'Lead',
    options: options(VALIDATIONS),
    matching: (row, test, scope) =>
      sql<boolean>`exists (select from conversion x where x.workspace_id = ${scope.workspaceId} and x.lead_id = ${sql.ref(`${row}.id`)} and ${test(sql`x.validation`)})`,
  },
  ...throughReference({ entity: 'lead', column: 'contact_id', to: 'contact', label: 'Contact', fields: contactFields }),
  ...throughReference({ entity: 'lead', column: 'company_id', to: 'company', label: 'Company', fields: companyFields }),
];
