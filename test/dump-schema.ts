import pg from 'pg';

interface Table {
  name: string;
  definition: string;
}

/** One text per table, from the catalog: what a pg_dump would say of it, in an order that does not depend on how it came to be. */
const TABLES = `
  select c.relname as name, concat_ws(E'\\n',
    'create table ' || c.relname || ' (',
    (select string_agg('  ' || quote_ident(a.attname) || ' ' || format_type(a.atttypid, a.atttypmod)
        || case when a.attgenerated = 's' then ' generated always as (' || pg_get_expr(d.adbin, d.adrelid) || ') stored'
             when d.adbin is not null then ' default ' || pg_get_expr(d.adbin, d.adrelid) else '' end
        || case when a.attnotnull then ' not null' else '' end, E',\\n' order by a.attnum)
      from pg_attribute a left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
      where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped),
    ')' || case when c.relkind = 'p' then ' partition by ' || pg_get_partkeydef(c.oid) else '' end || ';',
    (select string_agg('alter table ' || c.relname || ' add constraint ' || quote_ident(k.conname) || ' ' || pg_get_constraintdef(k.oid) || ';', E'\\n'
        order by k.contype, k.conname) from pg_constraint k where k.conrelid = c.oid and k.contype in ('p', 'u', 'f', 'c', 'x') and k.conparentid = 0),
    (select string_agg(replace(pg_get_indexdef(i.indexrelid), ' public.', ' ') || ';', E'\\n' order by pg_get_indexdef(i.indexrelid))
      from pg_index i where i.indrelid = c.oid and not exists (select from pg_constraint k where k.conindid = i.indexrelid)),
    (select string_agg(replace(pg_get_triggerdef(t.oid), ' public.', ' ') || ';', E'\\n' order by t.tgname)
      from pg_trigger t where t.tgrelid = c.oid and not t.tgisinternal and t.tgparentid = 0),
    case when c.relrowsecurity then 'alter table ' || c.relname || ' enable row level security;' end,
    case when c.relforcerowsecurity then 'alter table ' || c.relname || ' force row level security;' end,
    (select string_agg('create policy ' || quote_ident(p.policyname) || ' on ' || c.relname || ' for ' || lower(p.cmd)
        || coalesce(' using ' || p.qual, '') || coalesce(' with check ' || p.with_check, '') || ';', E'\\n' order by p.policyname)
      from pg_policies p where p.schemaname = 'public' and p.tablename = c.relname),
    (select string_agg('grant ' || g.what || ' on ' || c.relname || ' to ' || g.grantee || ';', E'\\n' order by g.grantee)
      from (select grantee, string_agg(lower(privilege_type), ', ' order by privilege_type) as what from information_schema.role_table_grants
        where table_schema = 'public' and table_name = c.relname and grantee <> tableowner(c.oid) group by grantee) g)) as definition
  from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition and c.relname <> 'migration'
  order by c.relname`.replace('tableowner(c.oid)', 'pg_get_userbyid(c.relowner)');

/** Functions of ours; those of extensions belong to them. */
const FUNCTIONS = `
  select p.oid::regprocedure::text as name, pg_get_functiondef(p.oid) || ';' as definition from pg_proc p
  where p.pronamespace = 'public'::regnamespace and p.prokind in ('f', 'p')
    and not exists (select from pg_depend d where d.objid = p.oid and d.classid = 'pg_proc'::regclass and d.deptype = 'e')
  order by 1`;

/** The migrated database as text: every table with its keys, indexes, triggers, row policies and grants, then every function. */
export async function dumpSchema(ownerUrl: string): Promise<string> {
  const client = new pg.Client({ connectionString: ownerUrl });
  await client.connect();
  try {
    const { rows: extensions } = await client.query<{ extname: string }>(
      `select extname from pg_extension where extname <> 'plpgsql' order by 1`,
    );
    const { rows: tables } = await client.query<Table>(TABLES);
    const { rows: functions } = await client.query<Table>(FUNCTIONS);
    return `${[
      '-- What the migrations make, to be read and compared; written by npm run schema, never run.',
      extensions.map(({ extname }) => `create extension ${extname};`).join('\n'),
      ...tables.map(({ definition }) => definition),
      ...functions.map(({ definition }) => definition.replaceAll('public.', '')),
    ].join('\n\n')}\n`;
  } finally {
    await client.end();
  }
}
