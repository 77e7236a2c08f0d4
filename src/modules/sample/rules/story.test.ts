import { describe, expect, it } from 'vitest';
import { randomOf } from './random.ts';
import { storyOf } from './story.ts';
import type { Book, Setting } from './world.ts';

const day = [{ from: '09:00', to: '17:00' }];
const REASONS = [
  ...['not_fit.wrong_role', 'not_fit.company_too_small', 'not_fit.competitor', 'not_fit.no_need', 'not_fit.other'],
  ...['not_now.not_reached', 'not_now.timing_later', 'not_now.no_budget_yet', 'not_now.no_priority', 'not_now.early_research'],
  ...['bad_data.invalid_phone', 'bad_data.insufficient_data', 'already_ours.existing_customer'],
  ...[
    'not_a_lead.spam',
    'not_a_lead.service_request',
    'not_a_lead.job_applicant',
    'not_a_lead.vendor_solicitation',
    'not_a_lead.wrong_number',
  ],
  ...[
    'lost.no_decision',
    'lost.price_value',
    'lost.chose_competitor',
    'lost.missing_capability',
    'lost.project_cancelled',
    'lost.bad_timing',
  ],
];

const NOW = '2026-11-19T13:30:00.000Z';
const setting = (more: Partial<Setting> = {}): Setting => ({
  seed: 'a',
  salt: 'one',
  now: NOW,
  currency: 'EUR',
  calendar: { zone: 'Europe/Berlin', windows: { 1: day, 2: day, 3: day, 4: day, 5: day }, holidays: [] },
  reasons: new Map(REASONS.map((name) => [name, { id: name, label: name }])),
  pipeline: {
    id: 'pipeline',
    open: [0.1, 0.25, 0.5, 0.75].map((probability, place) => ({ id: `open ${place}`, probability })),
    won: 'won',
    lost: 'lost',
  },
  visitorId: 'visitor',
  ...more,
});

/** What is told, without the ids that differ from sample to sample. */
function tale({ deal, handoff, invoice, company }: Book): string {
  return JSON.stringify({ deal, handoff, invoice, company }).replace(/"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f-]+"/g, '""');
}

function count(rows: Book['lead'], key: string): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const row of rows) counts[String(row[key])] = (counts[String(row[key])] ?? 0) + 1;
  return counts;
}

describe('the year of the sample company', () => {
  const book = storyOf(setting());

  it('is the same for the same seed, and another for another', () => {
    expect(tale(storyOf(setting({ salt: 'two' })))).toBe(tale(book));
    expect(tale(storyOf(setting({ seed: 'b' }))) === tale(book)).toBe(false);
  });

  it('never gives two rows one id', () => {
    for (const rows of Object.values(book)) {
      const ids = rows.flatMap((row) => (typeof row.id === 'string' ? [row.id] : []));
      expect(new Set(ids).size).toBe(ids.length);
    }
  });

  it('tells nothing that is still to come', () => {
    const past = (rows: Book['lead'], name: string) =>
      rows.every((row) => row[name] === null || row[name] === undefined || String(row[name]) <= NOW);
    expect(past(book.activity, 'occurred_at')).toBe(true);
    expect(past(book.stage_visit, 'entered_at')).toBe(true);
    expect(past(book.deal, 'closed_at')).toBe(true);
    expect(past(book.invoice, 'invoiced_at')).toBe(true);
    expect(past(book.handoff, 'decided_at')).toBe(true);
    expect(past(book.verdict, 'decided_at')).toBe(true);
  });

  it('lets every lead stand where its last stay is, one stay at a time', () => {
    const stays = new Map<unknown, Book['lead']>();
    for (const visit of book.stage_visit) stays.set(visit.lead_id, [...(stays.get(visit.lead_id) ?? []), visit]);
    for (const lead of book.lead) {
      const open = (stays.get(lead.id) ?? []).filter(({ exited_at }) => exited_at === null);
      expect(open.map(({ stage }) => stage)).toEqual([lead.stage]);
    }
  });

  it('names its people so that nobody real is meant', () => {
    expect(book.contact.every(({ email }) => String(email).endsWith('.example'))).toBe(true);
    expect(book.member.every(({ email }) => String(email).endsWith('@example.test'))).toBe(true);
    expect(book.member.length).toBe(15);
  });

  it('moves to manufacturing from the eighth month on', () => {
    const born = new Map(book.company.map((company) => [company.id, company]));
    const share = (from: string, to: string) => {
      const rows = book.company.filter(({ created_at }) => String(created_at) >= from && String(created_at) < to);
      return (count(rows, 'industry').Manufacturing ?? 0) / rows.length;
    };
    expect(born.size).toBe(book.company.length);
    expect(share('2025-11-20', '2026-06-15')).toBeCloseTo(0.2, 1);
    expect(share('2026-06-25', '2026-11-20')).toBeGreaterThan(0.28);
  });

  it('gives back for the reasons of the mix', () => {
    const back = book.handoff.filter(({ decision }) => decision === 'rejected' || decision === 'recycled');
    const first = new Map(book.verdict.map((verdict) => [verdict.handoff_id, verdict.reason_id]));
    const counts = count(
      back.map(({ id }) => ({ reason: first.get(id) })),
      'reason',
    );
    expect((counts['not_fit.wrong_role'] ?? 0) / back.length).toBeCloseTo(0.22, 1);
    expect((counts['not_fit.company_too_small'] ?? 0) / back.length).toBeCloseTo(0.19, 1);
    expect(Object.keys(counts).length).toBe(8);
  });

  it('has one who plays the promise', () => {
    const brief = book.activity.filter(
      ({ kind, duration_seconds }) => kind === 'call' && duration_seconds !== null && Number(duration_seconds) < 5,
    );
    expect(brief.length).toBeGreaterThan(30);
    expect(new Set(brief.map(({ member_id }) => member_id)).size).toBe(1);
  });
});

describe('chance that can be repeated', () => {
  it('spreads evenly, and draws by median, weight and share', () => {
    const random = randomOf('x');
    const draws = Array.from({ length: 20_000 }, () => random.next());
    expect(draws.reduce((sum, one) => sum + one, 0) / draws.length).toBeCloseTo(0.5, 1);
    expect(Math.min(...draws)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...draws)).toBeLessThan(1);
    const logs = Array.from({ length: 5_001 }, () => random.logNormal(47, 0.6)).sort((a, b) => a - b);
    expect(logs[2_500]).toBeGreaterThan(44);
    expect(logs[2_500]).toBeLessThan(50);
    const picked = Array.from({ length: 10_000 }, () => random.weighted([['a', 3] as const, ['b', 1] as const]));
    expect(picked.filter((one) => one === 'a').length / picked.length).toBeCloseTo(0.75, 1);
    expect([...random.shuffled([1, 2, 3, 4])].sort()).toEqual([1, 2, 3, 4]);
  });
});
