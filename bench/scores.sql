-- What somebody would write who knows the tables and wants only this score: every contact's fit, engagement and label, worked out and stored.
-- Settings: bench.workspace, bench.now, bench.since, bench.zone.
with settings as (
  select current_setting('bench.workspace')::uuid as ws, current_setting('bench.now')::timestamptz as now, current_setting('bench.since')::timestamptz as since
), rule (n, kind, direction, outcome, needle, points, half, cap, daily, grp) as (values
  (1, 'meeting', null, null, null, 40, 45, 80, null, null),
  (2, 'call', 'in', null, null, 30, 30, 60, null, null),
  (3, 'mail', 'in', null, null, 25, 30, 50, null, null),
  (4, 'page_visit', null, null, '/pricing', 10, 30, 30, 20, 'Pages'),
  (5, 'page_visit', null, null, null, 2, 14, 12, 6, 'Pages'),
  (6, 'campaign_response', null, null, null, 15, 30, 45, null, 'Content'),
  (7, 'page_visit', null, null, '/docs', -5, 60, 20, null, null),
  (8, 'form', null, null, null, 40, 30, 80, null, null)
), hit as (
  select a.contact_id, a.id, a.occurred_at, r.*,
    case when a.kind = 'page_visit' then a.data ->> 'path' || date_trunc('hour', a.occurred_at) else a.id::text end as session
  from settings s join activity a on a.workspace_id = s.ws and a.occurred_at >= s.since
    join rule r on r.kind = a.kind and (r.direction is null or r.direction = a.direction)
      and (r.needle is null or strpos(lower(coalesce(a.data ->> 'path', a.subject)), r.needle) > 0)
  where a.contact_id is not null and (a.traffic is null or a.traffic = 'human') and not a.retracted
    and not exists (select from activity l where l.workspace_id = s.ws and l.corrects_id = coalesce(a.corrects_id, a.id) and l.id > a.id)
), once as (
  select *, row_number() over (partition by contact_id, n, session order by occurred_at, id) as nth from hit
), daily as (
  select o.*, case when daily is null then abs(points) else greatest(0, least(abs(points), daily - abs(points) * (row_number() over (
      partition by contact_id, n, (occurred_at at time zone current_setting('bench.zone'))::date order by occurred_at desc, id desc) - 1))) end as today
  from once o where nth = 1
), capped as (
  select d.*, case when cap is null then today else greatest(0, least(today, cap - (sum(today) over (
      partition by contact_id, n order by occurred_at desc, id desc rows unbounded preceding) - today))) end as kept
  from daily d
), faded as (
  select contact_id, grp, points > 0 as plus, sum(kept * sign(points) * power(2, -greatest(0, extract(epoch from s.now - occurred_at)::float8 / 86400) / half)) as points
  from capped, settings s group by 1, 2, 3
), engaged as (
  select contact_id, least(100, greatest(0, sum(case when plus then least(points, case grp when 'Pages' then 40 when 'Content' then 50 else points end) else points end))) as points
  from faded group by 1
), fitted as (
  select c.id, o.kind is not distinct from 'competitor' as out,
    case when c.seniority is not null then (c.seniority in ('owner', 'c_level', 'vp', 'director', 'head', 'manager'))::int end as say,
    case when o.employee_count is not null then (o.employee_count between 20 and 1000)::int end as size,
    coalesce(e.points, 0) as points
  from settings s join contact c on c.workspace_id = s.ws left join company o on o.workspace_id = s.ws and o.id = c.company_id and o.deleted_at is null
    left join engaged e on e.contact_id = c.id
  where c.deleted_at is null
), weighed as (
  select id, points, out, (case when say is null then 0 else 60 end + case when size is null then 0 else 40 end) / 100.0 as coverage,
    case when say is null and size is null then null else 100.0 * (coalesce(say * 60, 0) + coalesce(size * 40, 0))
      / (case when say is null then 0 else 60 end + case when size is null then 0 else 40 end) end as fit
  from fitted
), labelled as (
  select id, points, coverage, fit, case when out then 'D' when fit is null or coverage < 0.5 then '?' when fit >= 75 then 'A' when fit >= 50 then 'B' when fit >= 25 then 'C' else 'D' end as class,
    case when points >= 75 then 1 when points >= 50 then 2 when points >= 25 then 3 else 4 end as engaged
  from weighed
)
update contact c set fit = l.class, fit_score = l.fit, fit_coverage = l.coverage, engagement = l.engaged, engagement_score = l.points,
  score_label = case when l.class = '?' then '?' else l.class || l.engaged end, scored_at = s.now
from labelled l, settings s where c.workspace_id = s.ws and c.id = l.id
