-- A run of a version with other terms in one of its promises: what a decision would have come to before anybody signs it.
alter table agreement_replay add column changed jsonb;

-- What the version in force came to over the same days stands beside a run of another; runs from before say that it was not counted.
update agreement_replay set result = jsonb_set(result, '{inForce}', (result -> 'inForce') || jsonb_build_object(
  'measures', '[]'::jsonb,
  'lines', (select coalesce(jsonb_agg(line || '{"counted": null}' order by place), '[]')
    from jsonb_array_elements(result -> 'inForce' -> 'lines') with ordinality l (line, place))))
where result is not null and jsonb_typeof(result -> 'inForce') = 'object';
