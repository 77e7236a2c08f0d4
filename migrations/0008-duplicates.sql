-- Duplicates: what records are compared by, the pairs that were found, and merges that can be taken back.

-- Keys that two records have to share to be compared, made by the rules of the module; hashed, so that an erasure leaves nothing here to read.
-- Equality alone finds them, so the wall stays up.
create table duplicate_key (
  workspace_id uuid not null references workspace (id) on delete cascade,
  entity text not null check (entity in ('contact', 'company')),
  entity_id uuid not null,
  key text not null,
  primary key (workspace_id, entity, entity_id, key)
);
create index duplicate_key_meeting on duplicate_key (workspace_id, entity, key, entity_id);
call behind_wall('duplicate_key', 'rw', false);

-- Name and address in one line each, for what no key can find.
create table duplicate_text (
  workspace_id uuid not null references workspace (id) on delete cascade,
  entity text not null check (entity in ('contact', 'company')),
  entity_id uuid not null,
  name text not null,
  place text not null,
  primary key (workspace_id, entity, entity_id)
);
create index duplicate_text_like on duplicate_text using gin (workspace_id, entity, (name || ' ' || place) gin_trgm_ops);
call behind_wall('duplicate_text', 'rw', false);

create table duplicate_scan (
  workspace_id uuid not null references workspace (id) on delete cascade,
  id uuid not null default uuid7(),
  entity text not null check (entity in ('contact', 'company')),
  state text not null default 'running' check (state in ('running', 'done')),
  phase text not null default 'keys' check (phase in ('keys', 'pairs')),
  -- Records changed from here on; null: all of them.
  since timestamptz,
  -- The last record that the phase has seen.
  place uuid,
  total int not null default 0,
  done int not null default 0,
  found int not null default 0,
  started_by uuid,
  started_at timestamptz not null,
  finished_at timestamptz,
  primary key (workspace_id, id),
  foreign key (workspace_id, started_by) references member (workspace_id, id) on delete set null (started_by)
);
create unique index duplicate_scan_running on duplicate_scan (workspace_id, entity) where state = 'running';
call behind_wall('duplicate_scan', 'rw', false);

create table duplicate_pair (
  workspace_id uuid not null references workspace (id) on delete cascade,
  id uuid not null default uuid7(),
  entity text not null check (entity in ('contact', 'company')),
  a_id uuid not null,
  b_id uuid not null check (a_id < b_id),
  score numeric(5, 4) not null,
  parts jsonb not null,
  state text not null default 'open' check (state in ('open', 'dismissed', 'merged')),
  found_at timestamptz not null,
  decided_at timestamptz,
  decided_by uuid,
  primary key (workspace_id, id),
  unique (workspace_id, entity, a_id, b_id),
  foreign key (workspace_id, decided_by) references member (workspace_id, id) on delete set null (decided_by)
);
create index duplicate_pair_list on duplicate_pair (workspace_id, entity, state, score desc, id);
create index duplicate_pair_b on duplicate_pair (workspace_id, entity, b_id);
call behind_wall('duplicate_pair', 'rw', false);

-- `before` and `after`: the winner's columns that the merge changed.
create table merge (
  workspace_id uuid not null references workspace (id) on delete cascade,
  id uuid not null default uuid7(),
  entity text not null check (entity in ('contact', 'company')),
  winner_id uuid not null,
  loser_id uuid not null,
  choices jsonb not null default '{}',
  before jsonb not null default '{}',
  after jsonb not null default '{}',
  activity_id uuid,
  merged_by uuid,
  merged_at timestamptz not null,
  undo_until timestamptz not null,
  undone_at timestamptz,
  primary key (workspace_id, id),
  foreign key (workspace_id, merged_by) references member (workspace_id, id) on delete set null (merged_by)
);
create index merge_winner on merge (workspace_id, winner_id, merged_at desc);
create index merge_loser on merge (workspace_id, loser_id, merged_at desc);
call behind_wall('merge');

-- What a merge did to the rows that named the loser. moved: the keys of rows that name the winner now. removed: rows for which there is no
-- place beside one of the winner's. changed: a row of the winner's, before and after.
create table merge_move (
  workspace_id uuid not null,
  id uuid not null default uuid7(),
  merge_id uuid not null,
  relation text not null,
  field text not null,
  what text not null check (what in ('moved', 'removed', 'changed')),
  keys text[] not null default '{}',
  before jsonb,
  after jsonb,
  primary key (workspace_id, id),
  foreign key (workspace_id, merge_id) references merge (workspace_id, id) on delete cascade
);
create index merge_move_merge on merge_move (workspace_id, merge_id);
call behind_wall('merge_move', 'rw', false);

-- Records that may be the same although they share no key: alike in name and address by their trigrams, at most `most` for each.
-- The similarity operator is not leakproof, so it runs here and keeps to the workspace by itself.
create function alike_records(kind text, ids uuid[], earlier_only boolean, most int) returns table (a_id uuid, b_id uuid)
language plpgsql stable security definer set search_path = public set pg_trgm.similarity_threshold = 0.55 as $$
begin
  return query
    select one.entity_id, near.entity_id from duplicate_text one cross join lateral (
      select other.entity_id from duplicate_text other
      where other.workspace_id = current_workspace() and other.entity = kind
        and (other.name || ' ' || other.place) % (one.name || ' ' || one.place)
        and other.entity_id <> one.entity_id and (not earlier_only or other.entity_id < one.entity_id)
      order by similarity(other.name || ' ' || other.place, one.name || ' ' || one.place) desc limit most) near
    where one.workspace_id = current_workspace() and one.entity = kind and one.entity_id = any (ids) and length(one.name || one.place) >= 8;
end $$;
grant execute on function alike_records to truce_app;

-- A first scan fills empty tables: without fresh statistics the next step would be planned for none.
create function refresh_duplicate_statistics() returns void language plpgsql security definer set search_path = public as $$
begin
  analyze duplicate_key, duplicate_text;
end $$;
grant execute on function refresh_duplicate_statistics to truce_app;

-- Where a contact or a company is named: by a foreign key, or (in partitioned tables, which have none) by the column's name. Read from the
-- catalogue, so that a table that is added later is moved by itself. `key`: the column that tells the rows of one record apart.
create function record_references(kind text) returns table (relation text, field text, key text, key_type text)
language sql stable security definer set search_path = public as $$
  select distinct c.relname::text, a.attname::text, k.attname::text, format_type(k.atttypid, null)
  from pg_class c
    join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.atttypid = 'uuid'::regtype
    left join pg_constraint f on f.conrelid = c.oid and f.contype = 'f' and f.confrelid = to_regclass(kind) and a.attnum = any (f.conkey) and a.attname <> 'workspace_id'
    left join lateral (
      select o.attname, o.atttypid from pg_attribute o
      where o.attrelid = c.oid and not o.attisdropped and (o.attname = 'id' or not exists (select from pg_attribute i where i.attrelid = c.oid and i.attname = 'id')
        and o.attname not in ('workspace_id', a.attname) and o.attnum = any ((select p.conkey from pg_constraint p where p.conrelid = c.oid and p.contype = 'p')::int2[]))
      limit 1) k on true
  where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
    and exists (select from pg_attribute w where w.attrelid = c.oid and w.attname = 'workspace_id' and not w.attisdropped)
    and (f.oid is not null or a.attname = kind || '_id') and a.attname <> 'merged_into'
  order by 1, 2
$$;
grant execute on function record_references to truce_app;

-- The other columns of unique indexes in which a reference stands: of two rows that agree in these, one has no place after the move.
create function reference_rivals(relation text, field text) returns table (others text[])
language sql stable security definer set search_path = public as $$
  select array(select o.attname::text from unnest(i.indkey::int2[]) n join pg_attribute o on o.attrelid = i.indrelid and o.attnum = n
    where o.attname not in ('workspace_id', reference_rivals.field))
  from pg_index i join pg_attribute a on a.attrelid = i.indrelid and a.attnum = any (i.indkey::int2[])
  where i.indrelid = to_regclass(relation) and i.indisunique and a.attname = reference_rivals.field and i.indpred is null
    -- A column that is unique by itself (an id, an address) cannot clash by a move.
    and not exists (select from pg_attribute o where o.attrelid = i.indrelid and o.attname = 'id' and o.attnum = any (i.indkey::int2[]))
$$;

-- Lets everything that names the loser name the winner, and writes down what it did.
create function move_references(kind text, which uuid, loser uuid, winner uuid, at timestamptz) returns bigint
language plpgsql security definer set search_path = public as $$
declare place record; rival record; moved text[]; total bigint := 0; ws uuid := current_workspace(); clash text;
begin
  for place in select * from record_references(kind) loop
    for rival in select * from reference_rivals(place.relation, place.field) loop
      select coalesce(string_agg(format('w.%I = l.%I', o, o), ' and '), 'true') into clash from unnest(rival.others) o;
      execute format('with gone as (delete from %1$I l where l.workspace_id = $1 and l.%2$I = $3 and exists (
          select from %1$I w where w.workspace_id = $1 and w.%2$I = $4 and %3$s) returning to_jsonb(l) as whole)
        insert into merge_move (workspace_id, merge_id, relation, field, what, before) select $1, $2, %4$L, %5$L, ''removed'', whole from gone',
        place.relation, place.field, clash, place.relation, place.field) using ws, which, loser, winner;
    end loop;
    execute format('with now as (update %1$I t set %2$I = $3 where t.workspace_id = $1 and t.%2$I = $2 %4$s returning %3$s as key)
        select array_agg(key) from now', place.relation, place.field, case when place.key is null then '''-''' else format('t.%I::text', place.key) end,
      case when place.relation = kind then 'and t.id <> $3' else '' end) into moved using ws, loser, winner;
    if moved is not null then
      total := total + cardinality(moved);
      insert into merge_move (workspace_id, merge_id, relation, field, what, keys) values (ws, which, place.relation, place.field, 'moved', moved);
    end if;
  end loop;
  with now as (update external_ref set entity_id = winner where workspace_id = ws and entity = kind and entity_id = loser
      returning system || chr(10) || external_id as key)
    select array_agg(key) into moved from now;
  if moved is not null then
    insert into merge_move (workspace_id, merge_id, relation, field, what, keys) values (ws, which, 'external_ref', 'entity_id', 'moved', moved);
  end if;
  -- Of two open clocks on one promise to one person the earlier stays.
  if kind = 'contact' then
    with late as (
      select k.id from clock k where k.workspace_id = ws and k.contact_id = winner and k.closed_at is null and exists (
        select from clock e where e.workspace_id = ws and e.contact_id = winner and e.line_id = k.line_id and e.closed_at is null
          and (e.started_at, e.id) < (k.started_at, k.id))),
    closing as (update clock set closed_at = at, next_change_at = null where workspace_id = ws and id in (select id from late) returning id),
    noted as (insert into clock_event (workspace_id, clock_id, kind, at, logged_at, reason, data)
      select ws, id, 'voided', at, at, 'merged', jsonb_build_object('mergeId', which) from closing)
    select array_agg(id::text) into moved from closing;
    if moved is not null then
      insert into merge_move (workspace_id, merge_id, relation, field, what, keys) values (ws, which, 'clock', 'closed_at', 'moved', moved);
    end if;
  end if;
  return total;
end $$;
grant execute on function move_references to truce_app;

-- Gives the loser back what still names the winner; rows that have gone or gone elsewhere since stay as they are.
create function return_references(which uuid, at timestamptz) returns bigint
language plpgsql security definer set search_path = public as $$
declare move record; place record; done record; n bigint; total bigint := 0; ws uuid := current_workspace();
begin
  select * into done from merge where workspace_id = ws and id = which;
  for move in select * from merge_move where workspace_id = ws and merge_id = which and what = 'moved' loop
    if move.relation = 'external_ref' then
      update external_ref set entity_id = done.loser_id where workspace_id = ws and entity = done.entity and entity_id = done.winner_id
        and system || chr(10) || external_id = any (move.keys);
    elsif move.relation = 'clock' and move.field = 'closed_at' then
      delete from clock_event where workspace_id = ws and clock_id = any (move.keys::uuid[]) and data ->> 'mergeId' = which::text;
      update clock set closed_at = null, next_change_at = at where workspace_id = ws and id = any (move.keys::uuid[]);
    else
      select * into place from record_references(done.entity) r where r.relation = move.relation and r.field = move.field;
      continue when not found;
      execute format('update %I t set %I = $2 where t.workspace_id = $1 and t.%I = $3 %s', place.relation, place.field, place.field,
        case when place.key is null then 'and cardinality($4) > 0' else format('and t.%I = any ($4::%s[])', place.key, place.key_type) end)
        using ws, done.loser_id, done.winner_id, move.keys;
    end if;
    get diagnostics n = row_count;
    total := total + n;
  end loop;
  for move in select * from merge_move where workspace_id = ws and merge_id = which and what <> 'moved' loop
    begin
      if move.what = 'changed' then
        execute format('delete from %I t where t.workspace_id = $1 and t.%I = $2 and to_jsonb(t) = $3', move.relation, move.field) using ws, done.winner_id, move.after;
        get diagnostics n = row_count;
        continue when n = 0;
      end if;
      execute format('insert into %1$I select (jsonb_populate_record(null::%1$I, $1)).* on conflict do nothing', move.relation) using move.before;
    exception when foreign_key_violation then null;
    end;
  end loop;
  return total;
end $$;
grant execute on function return_references to truce_app;
