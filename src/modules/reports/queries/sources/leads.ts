import { sql } from 'kysely';
import { type Asked, monthOf, type Source, type Sql, seen, within } from './source.ts';
import { liesInLimbo, wasTouched } from './touches.ts';

/** Leads that meet a condition, with the names that a list shows. */
export function leadSource({ scope, period }: Asked, where: Sql): Source {
  return {
    entity: 'lead',
    from: sql`lead join contact on contact.workspace_id = lead.workspace_id and contact.id = lead.contact_id
      left join company on company.workspace_id = lead.workspace_id and company.id = lead.company_id and company.deleted_at is null`,
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

function wonSince({ scope }: Asked): Sql {
  return sql`exists (select from deal d where d.workspace_id = ${scope.workspaceId} and d.lead_id = lead.id and d.status = 'won' and d.deleted_at is null)`;
}

export const leadFigures = {
  leads: (asked: Asked) => leadSource(asked, opened(asked)),
  leads_called: (asked: Asked) => leadSource(asked, sql`${opened(asked)} and ${wasTouched(asked, 'call')}`),
  leads_touched: (asked: Asked) => leadSource(asked, sql`${opened(asked)} and ${wasTouched(asked, 'any')}`),
  leads_untouched: (asked: Asked) => leadSource(asked, sql`${opened(asked)} and not ${wasTouched(asked, 'any')}`),
  leads_limbo: (asked: Asked) => leadSource(asked, sql`${opened(asked)} and ${liesInLimbo(asked.scope, asked.period.asOf)}`),
  leads_won: (asked: Asked) => leadSource(asked, sql`${opened(asked)} and ${wonSince(asked)}`),
  limbo_now: (asked: Asked) => leadSource(asked, liesInLimbo(asked.scope, asked.period.asOf)),
} as const;
