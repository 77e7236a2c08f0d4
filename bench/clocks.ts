import { draftAgreement, getAgreement, getVersionEffect, writeAgreement } from '#modules/agreements/contract/agreement.ts';
import { startJobs } from '#platform/jobs/runner.ts';
import { groupBy } from '#platform/shared/group.ts';
import { at, timed } from './measure.ts';
import type { Product } from './product.ts';

const OPEN = 100_000;
/** Clocks that come due while we look: a minute of them, evenly, and some at one instant, as at nine on a Monday. */
const DUE = 600;
const SECONDS = 60;
const TOGETHER = 200;
const IDLE_SECONDS = 60;
const MOST_LATE_MS = 2_000;

/** 100,000 open clocks: what they cost while nothing is due, how late those are noted that come due, and how long the effect of a new version takes to show. */
export async function clocks(product: Product, print: (line: string) => void): Promise<void> {
  const { context, owner } = product;
  const { rows } = await owner.query<{ id: string }>('select id from workspace');
  const workspaceId = rows[0]?.id ?? '';
  await fillClocks(product, workspaceId);
  print(`effect of a new version on ${OPEN} open clocks: ${((await effect(product)) / 1000).toFixed(1)} s`);
  await owner.query('truncate graphile_worker._private_jobs');
  const runner = await startJobs(context.jobs);
  try {
    const before = process.cpuUsage();
    await seconds(IDLE_SECONDS);
    const { user, system } = process.cpuUsage(before);
    const [jobs, planned] = [await queued(product), await database(product)];
    print(
      `${OPEN} open clocks, nothing due, ${IDLE_SECONDS} s: ${((user + system) / 10_000 / IDLE_SECONDS).toFixed(2)} % of a core in the program; ` +
        `${jobs} jobs in the queue; ${planned} transactions a second in the database`,
    );
    await dueNow(product, workspaceId, print);
  } finally {
    await runner.stop();
  }
}

const seconds = (n: number) => new Promise((resolve) => setTimeout(resolve, n * 1000));

/** Clocks of the sample's first promise, for leads and people that are there, due far from now. */
async function fillClocks({ owner }: Product, workspaceId: string): Promise<void> {
  await owner.query(`set truce.audit = 'off'`);
  await owner.query('select set_config($1, $2, false)', ['truce.workspace', workspaceId]);
  await owner.query(`delete from clock where label = 'Bench clock'`);
  await owner.query(
    `with promise as (select c.id, c.line_id, c.party, v.id as hours from clause c join agreement_version a on a.id = c.version_id and a.status = 'signed'
        join calendar_version v on v.calendar_id = c.calendar_id where c.workspace_id = $1 and c.starts_when = 'handed_off' order by c.position limit 1),
      leads as (select id, contact_id, owner_id, row_number() over (order by id) as n, count(*) over () as all_of from lead where workspace_id = $1 and deleted_at is null),
      made as (insert into clock (workspace_id, clause_id, line_id, party, calendar_version_id, subject_entity, subject_id, cause_id, contact_id,
          assignee_id, label, started_at, due_at, next_change_at)
        select $1, p.id, p.line_id, p.party, p.hours, 'lead', l.id, uuid7(), l.contact_id, l.owner_id, 'Bench clock', now() + make_interval(secs => g), null,
          now() + interval '1 day' + make_interval(secs => g)
        from promise p, generate_series(1, $2::int) g join leads l on l.n = 1 + g % (select max(n) from leads) returning workspace_id, id, started_at)
     insert into clock_event (workspace_id, clock_id, kind, at, logged_at) select workspace_id, id, 'started', started_at, started_at from made`,
    [workspaceId, OPEN],
  );
  await owner.query('vacuum analyze clock');
  await owner.query('vacuum analyze clock_event');
}

/** Milliseconds until the effect of a draft that halves the time is there. */
async function effect({ signIn }: Product): Promise<number> {
  const caller = await signIn('lead1');
  const { versions } = await caller.call(getAgreement, {});
  const draft = versions.find(({ state }) => state === 'draft') ?? (await caller.call(draftAgreement, {}));
  const { version } = await caller.call(getAgreement, { number: draft.number });
  if (!version) throw new Error('there is no draft');
  const clauses = version.clauses.map(({ id: _i, calendarName: _c, reading: _r, text: _t, fine: _f, problem: _p, ...clause }) =>
    'startsWhen' in clause ? { ...clause, withinSeconds: Math.max(60, Math.round(clause.withinSeconds / 2)) } : clause,
  );
  const { title, note, effectiveOn } = version;
  await caller.call(writeAgreement, { id: version.id, title, note, effectiveOn, openClocks: 'open_too', clauses: clauses as never });
  return timed(() => caller.call(getVersionEffect, { id: version.id }));
}

async function queued({ owner }: Product): Promise<number> {
  return (await owner.query<{ n: number }>('select count(*)::int as n from graphile_worker._private_jobs')).rows[0]?.n ?? 0;
}

async function database({ owner }: Product): Promise<string> {
  const count = async () =>
    Number((await owner.query('select xact_commit from pg_stat_database where datname = current_database()')).rows[0]?.xact_commit);
  const before = await count();
  await seconds(10);
  return (((await count()) - before) / 10).toFixed(1);
}

/** Moves some clocks so that they fall due from soon on, as ones started long ago do, and reads when each breach was noted. */
async function dueNow({ owner }: Product, workspaceId: string, print: (line: string) => void): Promise<void> {
  const { rows } = await owner.query<{ within: number; always: boolean }>(
    `select c.within_seconds::int as within, k.always from clock o join clause c on c.id = o.clause_id join calendar k on k.id = c.calendar_id
     where o.workspace_id = $1 and o.label = 'Bench clock' limit 1`,
    [workspaceId],
  );
  const promise = rows[0];
  if (!promise?.always) throw new Error('the sample promises a first touch in calendar hours');
  const lead = 90;
  const started = `now() + make_interval(secs => ${lead} - ${promise.within} + d.offs)`;
  await owner.query(
    `with chosen as (select id, row_number() over (order by id) as n from clock where workspace_id = $1 and label = 'Bench clock' order by id limit $2::int + $3::int),
      d as (select id, case when n <= $2::int then n * $4::float8 / $2::int else $4::float8 + 15 end as offs from chosen),
      moved as (update clock k set started_at = ${started}, due_at = now() + make_interval(secs => ${lead} + d.offs),
        next_change_at = now() + make_interval(secs => ${lead} + d.offs) from d where k.id = d.id returning k.id, k.started_at)
     update clock_event e set at = moved.started_at, logged_at = moved.started_at from moved where e.clock_id = moved.id`,
    [workspaceId, DUE, TOGETHER, SECONDS],
  );
  const seen = await watchBreaches(owner, workspaceId, lead + SECONDS + 45);
  for (const together of [false, true]) {
    const times = seen.filter((row) => row.together === together).map((row) => row.late);
    const most = Math.max(0, ...times);
    print(
      `${times.length} of ${together ? TOGETHER : DUE} fell due ${together ? 'at one instant' : `in ${SECONDS} s`}: noted after p50 ${at(times, 0.5).toFixed(0)} ms, ` +
        `p95 ${at(times, 0.95).toFixed(0)} ms, longest ${most.toFixed(0)} ms (aim ${MOST_LATE_MS}: ${most <= MOST_LATE_MS ? 'ok' : 'over'})`,
    );
  }
}

const LOOK_MS = 100;

/** How long after its due instant each breach could be read by others: at most one look too long. */
async function watchBreaches(
  owner: Product['owner'],
  workspaceId: string,
  patience: number,
): Promise<{ late: number; together: boolean }[]> {
  const seen = new Map<string, { at: number; late: number }>();
  const end = Date.now() + patience * 1000;
  while (Date.now() < end && seen.size < DUE + TOGETHER) {
    const { rows } = await owner.query<{ id: string; at: string }>(
      `select e.id, e.at from clock_event e join clock k on k.workspace_id = e.workspace_id and k.id = e.clock_id
       where e.workspace_id = $1 and e.kind = 'breached' and k.label = 'Bench clock' and e.logged_at > now() - interval '1 minute'`,
      [workspaceId],
    );
    for (const { id, at: due } of rows) {
      const instant = new Date(due).getTime();
      if (!seen.has(id)) seen.set(id, { at: instant, late: Date.now() - instant });
    }
    await seconds(LOOK_MS / 1000);
  }
  const all = [...seen.values()];
  const byInstant = groupBy(all, (one) => one.at);
  return all.map(({ at: instant, late }) => ({ late, together: (byInstant.get(instant)?.length ?? 0) > 10 }));
}
