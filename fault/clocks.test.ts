import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listCalendars } from '#modules/agreements/contract/calendars.ts';
import type { ClauseInput, Step } from '#modules/agreements/schema.ts';
import { anAgreementInForce } from '#modules/agreements/testing.ts';
import { aHandoff, anOffice, later, type Office } from '#modules/handoffs/testing.ts';
import { freeJobsOfTheDead } from '#platform/jobs/runner.ts';
import { openTestApp, type TestApp } from '../test/harness.ts';
import { type Kill, runWorker, STATES } from './clock-faults.ts';
import { randomOf } from './kills.ts';

/** `npm run faults -- clocks` is the long form. Another seed: FAULT_SEED=… */
const seed = Number(process.env.FAULT_SEED ?? Date.now() % 1_000_000);
const rounds = Number(process.env.FAULT_ROUNDS ?? 1);
const HOUR = 3600;

let app: TestApp;
let office: Office;
beforeAll(async () => {
  app = await openTestApp();
  office = await anOffice(app, { agreement: false });
  await office.member('rep', { name: 'Ben' });
  const { items } = await office.sales.call(listCalendars, {});
  const calendarId = items.find(({ always }) => always)?.id ?? '';
  await anAgreementInForce(office, (clauses) =>
    clauses.flatMap((clause): ClauseInput[] => {
      if (clause.party === 'marketing') return [clause];
      if (clause.title !== 'First touch' || clause.family !== 'in_time') return [];
      const escalation: Step[] = [
        { do: 'remind', at: 0.5 },
        { do: 'tell', role: 'sales_lead' },
        { do: 'reassign', after: HOUR },
      ];
      return [{ ...clause, withinSeconds: 4 * HOUR, calendarId, escalation }];
    }),
  );
}, 120_000);
afterAll(() => app.close());

const work = (hour: number, kill: Kill | null = null) => runWorker({ urls: app.urls, now: later(hour), kill });

/** The next worker, as it starts: it frees what the dead one held, and goes over all clocks. */
async function goOn(hour: number): Promise<void> {
  app.setNow(later(hour));
  await freeJobsOfTheDead(app.context.queuePool);
  await app.tick('agreements.clocks');
}

/** What a clock and everybody who hears of it must have in the end: each step once. */
async function onRecord(clockId: string): Promise<{ steps: string[]; notices: string[]; holders: number }> {
  const { rows: events } = await app.context.queuePool.query<{ kind: string }>(
    `select kind from clock_event where clock_id = $1 and kind <> 'started' order by kind`,
    [clockId],
  );
  const { rows: notices } = await app.context.queuePool.query<{ kind: string }>(
    `select n.kind from notification n join clock k on k.workspace_id = n.workspace_id and n.link = '/leads/' || k.subject_id
     where k.id = $1 and n.kind like 'clock.%' order by 1`,
    [clockId],
  );
  const { rows: ledger } = await app.context.queuePool.query(`select from activity where kind = 'clock' and data ->> 'clockId' = $1`, [
    clockId,
  ]);
  return { steps: events.map(({ kind }) => kind), notices: notices.map(({ kind }) => kind), holders: ledger.length };
}

const ONCE = {
  steps: ['breached', 'escalated', 'reassigned', 'warned'],
  notices: ['clock.breached', 'clock.passed_on', 'clock.warning'],
  holders: 1,
};

async function aClock(): Promise<string> {
  app.setNow(later(0));
  const { leadId } = await aHandoff(app, office);
  const { rows } = await app.context.queuePool.query<{ id: string }>('select id from clock where subject_id = $1', [leadId]);
  return rows[0]?.id ?? '';
}

describe(`a clock whose worker is killed (seed ${seed})`, () => {
  it('takes each step once, in whatever state it happens', async () => {
    const found: string[] = [];
    for (const { what, hour, kill } of STATES) {
      const id = await aClock();
      for (const one of [2, 4.1, 5]) {
        if (one === hour && !(await work(one, kill)).killed) found.push(`${what}: it was not reached`);
        await goOn(one);
      }
      expect(await onRecord(id), what).toEqual(ONCE);
    }
    expect(found).toEqual([]);
  }, 240_000);

  it('takes each step once when it is killed at any statement at all', async () => {
    const random = randomOf(seed);
    for (let round = 0; round < rounds; round++) {
      const id = await aClock();
      let kills = 0;
      for (const hour of [2, 4.1, 5]) {
        const statement = 1 + Math.floor(random() * 120);
        if ((await work(hour, { statement })).killed) kills++;
        await goOn(hour);
      }
      expect(await onRecord(id), JSON.stringify({ seed, round, kills })).toEqual(ONCE);
    }
  }, 3_600_000);
});

describe('two workers at once', () => {
  it('take each step of each clock once between them', async () => {
    const id = await aClock();
    const { rows } = await app.context.queuePool.query<{ id: string }>(
      `with made as (insert into clock (workspace_id, clause_id, line_id, party, calendar_version_id, subject_entity, subject_id, cause_id, contact_id,
          assignee_id, label, started_at, due_at, next_change_at)
        select workspace_id, clause_id, line_id, party, calendar_version_id, subject_entity, subject_id, uuid7(), contact_id, assignee_id, label,
          started_at, due_at, next_change_at from clock, generate_series(1, 450) where id = $1 returning workspace_id, id, started_at)
       insert into clock_event (workspace_id, clock_id, kind, at, logged_at) select workspace_id, id, 'started', started_at, started_at from made
       returning clock_id as id`,
      [id],
    );
    for (const hour of [2, 4.1, 5]) await Promise.all([work(hour), work(hour)]);
    const { rows: steps } = await app.context.queuePool.query(
      `select kind, count(*)::int as n, count(distinct clock_id)::int as clocks from clock_event
       where clock_id = any ($1::uuid[]) and kind in ('warned', 'breached', 'escalated') group by 1 order by 1`,
      [[id, ...rows.map((row) => row.id)]],
    );
    expect(steps).toEqual(['breached', 'escalated', 'warned'].map((kind) => ({ kind, n: 451, clocks: 451 })));
  }, 120_000);
});
