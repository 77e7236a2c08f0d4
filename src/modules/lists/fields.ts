import { type RawBuilder, sql } from 'kysely';
import type { Field } from '#modules/criteria/fields.ts';
import { STAGES } from '#modules/leads/schema.ts';
import { reachable } from '#modules/team/queries.ts';
import type { Scope } from '#platform/shared/scope.ts';

type Holder = 'contact' | 'company';

/** One of the record's deals or leads, within reach, of which something is true. */
function oneOf(
  of: 'deal' | 'lead',
  holder: Holder,
  { row, scope, where }: { row: string; scope: Scope; where: RawBuilder<boolean> },
): RawBuilder<boolean> {
  return sql`exists (select from ${sql.table(of)} x where x.workspace_id = ${scope.workspaceId} and ${sql.ref(`x.${holder}_id`)} = ${sql.ref(`${row}.id`)}
    and x.deleted_at is null and ${reachable(scope, of, { to: 'read', ownerColumn: 'x.owner_id' })} and ${where})`;
}

function hasDeal(holder: Holder, status: 'open' | 'won' | 'lost'): Field {
  return {
    entity: holder,
    key: `has.${status}Deal`,
    label: `Has ${status === 'open' ? 'an open' : `a ${status}`} deal`,
    kind: 'yes_no',
    group: 'Deals',
    hiddenKey: 'deal.status',
    matching: (row, test, scope) => oneOf('deal', holder, { row, scope, where: sql`(x.status = ${status} and ${test(sql`true`)})` }),
  };
}

const leadStages = STAGES.map((value) => ({
  value,
  label: value.length <= 3 ? value.toUpperCase() : value.charAt(0).toUpperCase() + value.slice(1),
}));

function leadFields(holder: Holder): Field[] {
  return [
    {
      entity: holder,
      key: 'has.openLead',
      label: 'Has an open lead',
      kind: 'yes_no',
      group: 'Leads',
      hiddenKey: 'lead.stage',
      matching: (row, test, scope) => oneOf('lead', holder, { row, scope, where: sql`(x.closed_at is null and ${test(sql`true`)})` }),
    },
    {
      entity: holder,
      key: 'has.leadInStage',
      label: 'Has a lead in stage',
      kind: 'choice',
      group: 'Leads',
      hiddenKey: 'lead.stage',
      options: leadStages,
      matching: (row, test, scope) => oneOf('lead', holder, { row, scope, where: test(sql`x.stage`) }),
    },
  ];
}

function inCampaign(key: string, label: string, where: RawBuilder<boolean>): Field {
  return {
    entity: 'contact',
    key,
    label,
    kind: 'record',
    record: 'campaign',
    group: 'Campaigns',
    hiddenKey: 'campaign.members',
    matching: (row, test, scope) => sql`exists (select from campaign_member x where x.workspace_id = ${scope.workspaceId}
      and x.contact_id = ${sql.ref(`${row}.id`)} and ${where} and ${test(sql`x.campaign_id`)})`,
  };
}

/** Lists that were put away stay among the values: conditions that name one go on to hold. */
const onList: Field = {
  entity: 'contact',
  key: 'on.list',
  label: 'Is on the list',
  kind: 'choice',
  group: 'Lists',
  matching: (row, test, scope) => sql`exists (select from people_list_member x where x.workspace_id = ${scope.workspaceId}
    and x.contact_id = ${sql.ref(`${row}.id`)} and ${test(sql`x.list_id::text`)})`,
  optionsOf: async (db, scope) => {
    const { rows } = await sql<{ value: string; label: string }>`select id::text as value,
        name || case when archived_at is null then '' else ' (put away)' end as label from people_list
      where workspace_id = ${scope.workspaceId} order by archived_at is not null, lower(name), id`.execute(db);
    return rows;
  },
};

/** Conditions on a contact or company that look at records above its own module: deals, leads, campaigns, lists of people. */
export const fields: Field[] = [
  ...(['contact', 'company'] as const).flatMap((holder) => [
    hasDeal(holder, 'open'),
    hasDeal(holder, 'won'),
    hasDeal(holder, 'lost'),
    ...leadFields(holder),
  ]),
  onList,
  inCampaign('in.campaign', 'Member of campaign', sql`true`),
  inCampaign('responded.campaign', 'Responded to campaign', sql`x.responded`),
];
