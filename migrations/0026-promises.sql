-- How often it pays to try, as it was last worked out from the workspace's own leads: what is owed where no promise says so.
alter table loop_setting
  add column measured_attempts int check (measured_attempts >= 1),
  add column measured_leads int,
  add column measured_at timestamptz,
  add constraint loop_setting_measured check ((measured_attempts is null) = (measured_leads is null));

-- Most companies have one domain, found by its own index; the few with others are found here.
create index company_with_more_domains on company (workspace_id) where domains <> '{}' and domains is distinct from array[domain];

-- The kinds of steps of the ladder that each clock of a replay would have climbed.
alter table agreement_replay_row add column climbed text[] not null default '{}';

-- Runs from before these were counted say so.
update agreement_replay set result = result || jsonb_build_object(
  'inForce', null,
  'lines', (select coalesce(jsonb_agg(line || '{"judgedToday": null, "ladder": null}' order by place), '[]')
    from jsonb_array_elements(result -> 'lines') with ordinality l (line, place)),
  'measures', (select coalesce(jsonb_agg(line || '{"judgedToday": null}' order by place), '[]')
    from jsonb_array_elements(result -> 'measures') with ordinality l (line, place)),
  'weeks', (select coalesce(jsonb_agg(week || '{"available": null, "holidayMinutes": 0, "leaveMinutes": 0}' order by place), '[]')
    from jsonb_array_elements(result -> 'weeks') with ordinality w (week, place)))
where result is not null;
