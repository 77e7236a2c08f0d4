import { sql } from 'kysely';
import { PATH_STAGES } from '#modules/leads/schema.ts';
import { leadSource } from './leads.ts';
import { type Asked, type Source, type Sql, within } from './source.ts';

const PATH = sql.raw(`array[${PATH_STAGES.map((stage) => `'${stage}'`).join(', ')}]`);

/** Stays of the leads that the figure counts; those of all others need not be grouped. */
const stays = (
  { scope, span }: Asked,
  only: Sql = sql`true`,
) => sql`stage_visit v join lead l on l.workspace_id = v.workspace_id and l.id = v.lead_id
    and ${within(sql`l.opened_at`, span)} and ${only}
  where v.workspace_id = ${scope.workspaceId} and v.stage = any (${PATH})`;

const opened = ({ span }: Asked) => within(sql`lead.opened_at`, span);

/** One row for each lead and each stage up to the furthest that it reached: a stage that was skipped counts as reached. */
function reached(asked: Asked): Source {
  const source = leadSource(asked, opened(asked));
  return {
    ...source,
    from: sql`${source.from} join (select v.lead_id, max(array_position(${PATH}, v.stage)) as far from ${stays(asked)} group by v.lead_id) way on way.lead_id = lead.id
      join unnest(${PATH}) with ordinality path(stage, place) on path.place <= way.far`,
    keys: { stage: sql`path.stage` },
  };
}

/** By the last stage of the path before the lead left it. */
function died(asked: Asked): Source {
  const ended = (stage: Sql) => sql`${stage} in ('recycled', 'disqualified')`;
  const source = leadSource(asked, sql`${opened(asked)} and ${ended(sql`lead.stage`)}`);
  return {
    ...source,
    from: sql`${source.from} join (select distinct on (v.lead_id) v.lead_id, v.stage from ${stays(asked, ended(sql`l.stage`))} order by v.lead_id, v.entered_at desc, v.id desc) last on last.lead_id = lead.id`,
    keys: { stage: sql`last.stage` },
  };
}

export const stageFigures = {
  stage_reached: reached,
  stage_died: died,
  stage_standing: (asked: Asked): Source => ({ ...leadSource(asked, opened(asked)), keys: { stage: sql`lead.stage` } }),
} as const;
