import { sql } from 'kysely';
import { moneyBehind } from '#modules/leadvalues/queries/behind.ts';
import { type Asked, monthOf, type Source, type Sql, seen, within } from './source.ts';
import { liesInLimbo, touchesOf } from './touches.ts';

/** Leads that meet a condition, with the names that a list shows: joined so that a reading that only counts does without them. */
export function leadSource(asked: Asked, where: Sql): Source {
  const { scope, period } = asked;
  const { join, ...money } = moneyBehind(asked, sql`lead.id`);
  return {
    ...money,
    entity: 'lead',
    from: sql`lead left join contact on contact.workspace_id = lead.workspace_id and contact.id = lead.contact_id
      left join company on company.workspace_id = lead.workspace_id and company.id = lead.company_id and company.deleted_at is null ${join}`,
    where: sql`lead.workspace_id = ${scope.workspaceId} and lead.deleted_at is null and ${seen(scope, 'lead')} and ${where}`,
    rowId: sql`lead.id`,
    opens: sql`lead.id`,
    title: sql`contact.name`,
    company: sql`company.name`,
    detail: sql`lead.stage`,
    at: sql`lead.opened_at`,
    keys: {
      channel: sql`coalesce(lead.source_channel, '')`,
      sourceTeam: sql`lead.source_team`,
      campaignId: sql`lead.campaign_id`,
      month: monthOf(sql`lead.opened_at`, period),
    },
  };
}

function opened(asked: Asked): Sql {
  return within(sql`lead.opened_at`, asked.span);
}

/**
 * What leads of the period may have come to, one row for each lead that did. Every figure of the family has all three beside it, and PostgreSQL leaves out
 * those that it does not ask for.
 */
const beside = (asked: Asked) => sql`left join (${touchesOf(asked)}) touch on touch.id = lead.id
  left join (select distinct lead.id from lead where lead.workspace_id = ${asked.scope.workspaceId} and ${opened(asked)}
      and ${liesInLimbo(asked.scope, asked.period.asOf)}) limbo on limbo.id = lead.id
  left join (select distinct d.lead_id as id from deal d where d.workspace_id = ${asked.scope.workspaceId} and d.lead_id is not null and d.status = 'won'
    and d.deleted_at is null) won on won.id = lead.id`;

function leadFigure(asked: Asked, only: Sql): Source {
  const source = leadSource(asked, opened(asked));
  return { ...source, from: sql`${source.from} ${beside(asked)}`, family: 'leads', only };
}

export const leadFigures = {
  leads: (asked: Asked) => leadFigure(asked, sql`true`),
  leads_called: (asked: Asked) => leadFigure(asked, sql`touch.called`),
  leads_touched: (asked: Asked) => leadFigure(asked, sql`touch.id is not null`),
  leads_untouched: (asked: Asked) => leadFigure(asked, sql`touch.id is null`),
  leads_limbo: (asked: Asked) => leadFigure(asked, sql`limbo.id is not null`),
  leads_won: (asked: Asked) => leadFigure(asked, sql`won.id is not null`),
  limbo_now: (asked: Asked) => leadSource(asked, liesInLimbo(asked.scope, asked.period.asOf)),
} as const;
