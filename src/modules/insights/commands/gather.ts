import { type RawBuilder, sql } from 'kysely';
import { INSIGHT_KINDS, INSIGHT_TOPICS } from '#modules/activities/schema.ts';
import type { Ctx } from '#platform/context.ts';

/** First versions of activities whose insights are read anew; null: of the whole ledger. */
type Roots = readonly string[] | null;

/** What the ledger says: one row for each thing said in the newest version of an activity that was not taken back. */
function spokenIn(ws: string, roots: Roots): RawBuilder<unknown> {
  // A version that was corrected carries what was said on, if only as an empty list: the partial index finds every activity that ever had something.
  const meant = roots === null ? sql`true` : sql`(a.id = any (${roots}::uuid[]) or a.corrects_id = any (${roots}::uuid[]))`;
  return sql`root as (select distinct case when a.corrects_id is null then a.id else a.corrects_id end as id from activity a
      where a.workspace_id = ${ws} and a.data ? 'insights' and ${meant}),
    last as (select distinct on (v.root) v.* from (
        select root.id as root, a.* from root join activity a on a.workspace_id = ${ws} and a.id = root.id
        union all select root.id, a.* from root join activity a on a.workspace_id = ${ws} and a.corrects_id = root.id) v order by v.root, v.logged_at desc, v.id desc),
    spoken as materialized (select last.root, (one.place - 1)::int as place, one.said ->> 'kind' as kind, coalesce(one.said ->> 'about', 'product') as about,
        one.said ->> 'text' as words, last.occurred_at as said_at, last.kind as through, c.id as contact_id, o.id as company_id, d.id as deal_id, l.id as lead_id,
        m.id as member_id
      from last cross join lateral jsonb_array_elements(case when jsonb_typeof(last.data -> 'insights') = 'array' then last.data -> 'insights' else '[]' end)
          with ordinality as one(said, place)
        left join contact c on c.workspace_id = ${ws} and c.id = last.contact_id left join company o on o.workspace_id = ${ws} and o.id = last.company_id
        left join deal d on d.workspace_id = ${ws} and d.id = last.deal_id left join lead l on l.workspace_id = ${ws} and l.id = last.lead_id
        left join member m on m.workspace_id = ${ws} and m.id = last.member_id
      where not last.retracted and one.said ->> 'kind' = any (${INSIGHT_KINDS}) and coalesce(one.said ->> 'about', 'product') = any (${INSIGHT_TOPICS})
        and nullif(btrim(one.said ->> 'text'), '') is not null)`;
}

/**
 * Brings the rows of what was said up to the ledger: the newest version of each activity counts, and one that was taken back says nothing. A row whose words
 * have not changed stays as it is, with the themes that a person gave it. May be run again at any time.
 * @returns how many rows were added or removed
 */
export async function gather(ctx: Ctx, roots: Roots): Promise<{ changed: number }> {
  const ws = ctx.scope.workspaceId;
  const spoken = spokenIn(ws, roots);
  const meant = roots === null ? sql`true` : sql`i.activity_id = any (${roots}::uuid[])`;
  const gone = await sql`with ${spoken} delete from insight i where i.workspace_id = ${ws} and ${meant} and not exists (select from spoken s
      where s.root = i.activity_id and s.place = i.place and s.kind = i.kind and s.about = i.about and s.words = i.words)`.execute(ctx.tx);
  await sql`with ${spoken} update insight i set said_at = s.said_at, through = s.through, contact_id = s.contact_id, company_id = s.company_id,
      deal_id = s.deal_id, lead_id = s.lead_id, member_id = s.member_id
    from spoken s where i.workspace_id = ${ws} and s.root = i.activity_id and s.place = i.place
      and (i.said_at, i.through, i.contact_id, i.company_id, i.deal_id, i.lead_id, i.member_id) is distinct from
        (s.said_at, s.through, s.contact_id, s.company_id, s.deal_id, s.lead_id, s.member_id)`.execute(ctx.tx);
  const added = await sql<{
    id: string;
  }>`with ${spoken} insert into insight (workspace_id, activity_id, place, kind, about, words, said_at, through, contact_id,
      company_id, deal_id, lead_id, member_id)
    select ${ws}::uuid, s.* from spoken s on conflict (workspace_id, activity_id, place) do nothing returning id`.execute(ctx.tx);
  await suggest(ctx, { insights: added.rows.map(({ id }) => id) });
  const changed = added.rows.length + Number(gone.numAffectedRows ?? 0);
  if (changed > 0) ctx.changed('insight');
  return { changed };
}

/**
 * Puts what nobody has sorted yet into the themes whose words stand in it.
 * @param of these insights, or all of them for one theme, whose words were changed
 */
export async function suggest(ctx: Ctx, of: { insights: readonly string[] } | { theme: string }): Promise<void> {
  const ws = ctx.scope.workspaceId;
  if ('theme' in of)
    await sql`delete from insight_theme it using insight i where it.workspace_id = ${ws} and it.theme_id = ${of.theme} and not it.by_person
      and i.workspace_id = ${ws} and i.id = it.insight_id and i.sorted_at is null`.execute(ctx.tx);
  else if (of.insights.length === 0) return;
  const which = 'theme' in of ? sql`t.id = ${of.theme}` : sql`i.id = any (${of.insights}::uuid[])`;
  await sql`with word as (select t.id as theme_id, ' ' || plain_words(w) || case when w like '%*' then '' else ' ' end as plain
      from theme t cross join lateral unnest(t.words) w where t.workspace_id = ${ws} and plain_words(w) <> '')
    insert into insight_theme (workspace_id, insight_id, theme_id)
    select distinct ${ws}::uuid, i.id, t.id from insight i join theme t on t.workspace_id = ${ws} join word on word.theme_id = t.id
    where i.workspace_id = ${ws} and i.sorted_at is null and ${which} and position(word.plain in i.plain) > 0 on conflict do nothing`.execute(
    ctx.tx,
  );
}

/** What erased people said goes with them. */
export async function forgetPeople(ctx: Ctx, contactIds: readonly string[]): Promise<void> {
  await sql`delete from insight where workspace_id = ${ctx.scope.workspaceId} and contact_id = any (${contactIds}::uuid[])`.execute(ctx.tx);
  ctx.changed('insight');
}
