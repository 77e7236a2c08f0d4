import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aHandoff, anOffice, later, type Office } from '#modules/handoffs/testing.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { seededRandom } from '#platform/shared/draws.ts';
import { openTestApp, type TestApp } from '../../../test/harness.ts';
import { getSigns } from './contract.ts';
import { LOOKS, type Look } from './schema.ts';

let app: TestApp;
let office: Office;
/** Each history has a window of its own, so that many are judged from one record. */
const HOURS = 6;
const HONEST = 24;
const CASES = 50;
const names = Object.keys(LOOKS) as Look[];
const random = seededRandom('honest histories');
const windowOf = (n: number) => ({ from: later(24 + n * HOURS), to: later(24 + (n + 1) * HOURS) });

/** Of each pattern, how often it comes in a history. */
type Habits = Readonly<Record<Look, number>>;
const habits = (of: (name: Look) => number) => Object.fromEntries(names.map((name) => [name, of(name)])) as Habits;
const honest = (): Habits => habits((name) => random() * LOOKS[name].usual);
const gaming = (which: Look): Habits => habits((name) => (name === which ? LOOKS[name].usual + 0.35 : LOOKS[name].usual / 2));

const histories: Habits[] = [...Array.from({ length: HONEST }, honest), ...names.map(gaming)];

/** One case of a history, as the database takes it; times in hours after MORNING. */
interface Case {
  n: number;
  at: string;
  contact: number;
  seconds: number;
  loggedAt: string;
  decidedAt: string;
  returnedAt: string;
  pausedAt: string;
  dueAt: string;
  dealMadeAt: string;
  points: number;
}

function casesOf(habit: Habits, history: number): Case[] {
  let contact = 0;
  return Array.from({ length: CASES }, (_, place) => {
    const hour = 24 + history * HOURS + (place * HOURS) / CASES;
    const has = (name: Look) => random() < habit[name];
    // Six minutes later the same person again is a redial.
    if (place === 0 || !has('redials')) contact++;
    return {
      n: history * CASES + place,
      at: later(hour),
      contact,
      seconds: has('short_calls') ? 5 : 200,
      loggedAt: later(hour + (has('backdated') ? 40 : 2)),
      decidedAt: later(hour + (has('recycle_before_due') ? 23 : 10)),
      returnedAt: later(hour + 24 * (has('reject_late') ? 20 : 5)),
      pausedAt: later(hour + (has('pause_before_due') ? 23 : 5)),
      dueAt: later(hour + 24),
      dealMadeAt: later(hour - (has('born_won') ? 1 : 500)),
      points: 50 + (has('threshold_skimming') ? 1 : -1) * 10 * random(),
    };
  });
}

async function plant(cases: readonly Case[]): Promise<void> {
  const { rows } = await app.context.queuePool.query<{ clause: string; line: string; calendar: string }>(
    `select k.clause_id as clause, k.line_id as line, k.calendar_version_id as calendar from clock k join clause c on c.id = k.clause_id
     where k.workspace_id = $1 and c.title = 'First touch' limit 1`,
    [office.workspaceId],
  );
  const rowsOf = `jsonb_to_recordset($2::jsonb) as r(n int, at timestamptz, contact int, seconds int, "loggedAt" timestamptz, "decidedAt" timestamptz,
    "returnedAt" timestamptz, "pausedAt" timestamptz, "dueAt" timestamptz, "dealMadeAt" timestamptz, points float8)`;
  const put = (text: string, more: unknown[] = []) =>
    app.context.queuePool.query(text.split('RECORD').join(rowsOf), [office.workspaceId, JSON.stringify(cases), ...more]);
  await put(`with people as (insert into contact (workspace_id, first_name, fit, engagement_score) select $1, 'Case ' || n, 'A', points from RECORD returning id, first_name)
    insert into lead (workspace_id, contact_id, opened_at, stage, closed_at) select $1, p.id, r.at, 'recycled', r.at from RECORD join people p on p.first_name = 'Case ' || r.n`);
  await put(
    `with made as (insert into handoff (workspace_id, lead_id, contact_id, cause, route, handed_at, decision, decided_at, returned_at, closed_at)
        select $1, l.id, l.contact_id, 'threshold', 'round_robin', r.at, 'recycled', r."decidedAt", r."returnedAt", r."returnedAt"
        from RECORD join contact c on c.workspace_id = $1 and c.first_name = 'Case ' || r.n join lead l on l.workspace_id = $1 and l.contact_id = c.id
        returning id, lead_id, contact_id, handed_at),
      clocks as (insert into clock (workspace_id, clause_id, line_id, calendar_version_id, party, subject_entity, subject_id, cause_id, contact_id, started_at, due_at, closed_at)
        select $1, $3, $4, $5, 'sales', 'lead', lead_id, id, contact_id, handed_at, handed_at + interval '24 hours', handed_at from made returning id, contact_id, started_at),
      begun as (insert into clock_event (workspace_id, clock_id, kind, at, logged_at) select $1, id, 'started', started_at, started_at from clocks)
     insert into clock_event (workspace_id, clock_id, kind, at, logged_at) select $1, k.id, 'paused', r."pausedAt", r."pausedAt"
     from clocks k join contact c on c.workspace_id = $1 and c.id = k.contact_id join jsonb_to_recordset($2::jsonb) as r(n int, "pausedAt" timestamptz) on c.first_name = 'Case ' || r.n`,
    [rows[0]?.clause, rows[0]?.line, rows[0]?.calendar],
  );
  await put(
    `insert into activity (workspace_id, contact_id, member_id, kind, direction, side, outcome, duration_seconds, occurred_at, logged_at)
     select $1, c.id, $3, 'call', 'out', 'sales', 'no_answer', r.seconds, r.at, r."loggedAt" from RECORD
     join contact c on c.workspace_id = $1 and c.first_name = 'Case ' || (r.n / $4::int * $4::int + r.contact - 1)`,
    [office.rep.memberId, CASES],
  );
  await put(`insert into deal (workspace_id, name, pipeline_id, stage_id, status, closed_at, created_at)
    select $1, 'Deal ' || r.n, s.pipeline_id, s.id, 'won', r.at, r."dealMadeAt" from RECORD
    cross join (select pipeline_id, id from pipeline_stage where workspace_id = $1 and kind = 'won' limit 1) s`);
}

type Seen = OutputOf<typeof getSigns>['looks'][number];
const judged: Seen[][] = [];
const seenIn = (history: number, name: Look) => judged[history]?.find((look) => look.name === name);

beforeAll(async () => {
  app = await openTestApp();
  office = await anOffice(app);
  await aHandoff(app, office);
  await plant(histories.flatMap(casesOf));
  await app.context.queuePool.query('analyze activity, contact, lead, handoff, clock, clock_event, deal');
  app.setNow(later(24 * 60));
  for (const place of histories.keys()) {
    const { looks } = await office.marketing.call(getSigns, windowOf(place));
    judged.push(looks);
  }
}, 120_000);
afterAll(() => app.close());

describe('patterns in whole histories', () => {
  it.each(names)('%s is found where it was planted, from enough cases', (name) => {
    const planted = seenIn(HONEST + names.indexOf(name), name);
    expect(planted).toMatchObject({ standing: 'look' });
    expect(planted?.n).toBe(CASES);
  });

  it.each(names)('%s is called a pattern in less than one of twenty honest histories', (name) => {
    const seen = Array.from({ length: HONEST }, (_, history) => seenIn(history, name));
    expect(seen.map((one) => one?.n)).toEqual(seen.map(() => CASES));
    expect(seen.some((one) => one && one.k > 0)).toBe(true);
    expect(seen.filter((one) => one?.standing === 'look').length / HONEST).toBeLessThan(0.05);
  });

  it('leaves the others alone where one of them is planted', () => {
    const others = names.flatMap((planted, place) =>
      names.filter((name) => name !== planted && seenIn(HONEST + place, name)?.standing === 'look').map((name) => `${planted}: ${name}`),
    );
    expect(others).toEqual([]);
  });
});
