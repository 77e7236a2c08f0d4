import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Content, type Graph, type TrackNode } from '../schema.ts';
import { lineFor } from './assignment.ts';
import { mailsAhead } from './forecast.ts';
import { emptyContent, graphProblems, Walkable } from './graph.ts';
import { placeOf } from './moves.ts';
import { afterAnswer } from './posting.ts';
import { cycleOf, isFalling } from './retention.ts';
import { STARTING_POINTS } from './starters.ts';
import { type Clockwork, endOfWait } from './timing.ts';
import { armOf, decide } from './walk.ts';

const clock = (more: Partial<Clockwork> = {}): Clockwork => ({
  zone: 'Europe/Berlin',
  workspaceZone: 'Europe/Berlin',
  calendars: new Map(),
  dates: new Map(),
  ...more,
});
const nine = { from: '09:00', to: '17:00' };
const office = { zone: 'Europe/Berlin', windows: { 1: [nine], 2: [nine], 3: [nine], 4: [nine], 5: [nine] }, holidays: ['2026-04-03'] };
const parsed = (nodes: object[], edges: [string, string, string][]): Content =>
  Content.parse({ graph: { nodes, edges: edges.map(([from, port, to]) => ({ from, port, to })) }, settings: {} });
const said = (content: Content, kind: 'nurture' | 'sequence' = 'nurture') =>
  graphProblems(content, kind).map(({ nodeId, message }) => `${nodeId}: ${message}`);
const trigger = { id: 's', type: 'trigger', on: { event: 'by_hand' } };
const tag = (id: string) => ({ id, type: 'tag', add: ['x'] });
const wait = (id: string, n: number) => ({ id, type: 'wait', until: { by: 'duration', span: { n, unit: 'day' } } });
const end = { id: 'e', type: 'end' };

describe('the shape of a track', () => {
  it('is good where every way leads on to an end', () => {
    expect(
      said(
        parsed(
          [trigger, tag('t'), end],
          [
            ['s', 'next', 't'],
            ['t', 'next', 'e'],
          ],
        ),
      ),
    ).toEqual([]);
  });

  it('names the node of each dead end, unreached step and way to nowhere', () => {
    const found = said(
      parsed(
        [trigger, tag('t'), tag('lost'), end],
        [
          ['s', 'next', 't'],
          ['lost', 'next', 'e'],
          ['t', 'other', 'e'],
          ['t', 'next', 'gone'],
        ],
      ),
    );
    expect(found).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^lost: Nobody ever comes/),
        expect.stringMatching(/^t: .*no way called “other”/),
        expect.stringMatching(/^t: A way leads from or to a node/),
      ]),
    );
    expect(said(parsed([trigger, tag('t')], [['s', 'next', 't']]))).toEqual([expect.stringMatching(/^t: .*leads nowhere/)]);
  });

  it('has a wait of some time in each loop', () => {
    const loop = (n: number) =>
      parsed(
        [trigger, tag('t'), wait('w', n), end],
        [
          ['s', 'next', 't'],
          ['t', 'next', 'w'],
          ['w', 'next', 't'],
        ],
      );
    expect(said(loop(0))).toContainEqual(expect.stringMatching(/^t: A loop leads back/));
    expect(said(loop(1))).not.toContainEqual(expect.stringMatching(/loop/));
  });

  it('of a sequence goes straight on and begins by hand', () => {
    const split = {
      id: 'p',
      type: 'split',
      arms: [
        { id: 'a', name: 'A', share: 1 },
        { id: 'b', name: 'B', share: 1 },
      ],
    };
    const found = said(
      parsed(
        [{ ...trigger, on: { event: 'form', formId: null } }, split, tag('t'), end],
        [
          ['s', 'next', 'p'],
          ['p', 'a', 't'],
          ['p', 'b', 'e'],
          ['t', 'next', 'e'],
        ],
      ),
      'sequence',
    );
    expect(found).toEqual([expect.stringMatching(/^s: A sequence is started by a rep/), expect.stringMatching(/^p: .*straight on/)]);
  });

  it('of every starting point is good, and what the wire takes', () => {
    for (const { content, kind, key } of STARTING_POINTS) {
      expect([key, graphProblems(content, kind)]).toEqual([key, []]);
      expect(Content.parse(content)).toEqual(content);
    }
    expect(graphProblems(emptyContent('nurture'), 'nurture').length).toBeGreaterThan(0);
  });
});

describe('waiting', () => {
  it('keeps the hour of the wall across a change of the clock', () => {
    const until = { by: 'duration' as const, span: { n: 2, unit: 'day' as const }, calendarId: null };
    expect(endOfWait(until, '2026-03-28T08:00:00.000Z', clock())).toBe('2026-03-30T07:00:00.000Z');
  });

  it('counts only the hours of a calendar, a day as eight of them, over weekend and holiday', () => {
    const calendars = new Map([['c', office]]);
    const until = { by: 'duration' as const, span: { n: 1, unit: 'day' as const }, calendarId: 'c' };
    // From Thursday noon: five hours on Thursday, Good Friday and the weekend off, three on Monday.
    expect(endOfWait(until, '2026-04-02T10:00:00.000Z', clock({ calendars }))).toBe('2026-04-06T10:00:00.000Z');
    expect(endOfWait({ by: 'hours', calendarId: 'c' }, '2026-04-03T10:00:00.000Z', clock({ calendars }))).toBe('2026-04-06T07:00:00.000Z');
  });

  it('waits for the hours of a day by the clock of the person', () => {
    const until = { by: 'window' as const, weekdays: [1, 2, 3, 4, 5], from: '09:00', to: '11:00', zone: 'person' as const };
    expect(endOfWait(until, '2026-03-03T08:30:00.000Z', clock())).toBe('2026-03-03T08:30:00.000Z');
    expect(endOfWait(until, '2026-03-06T11:00:00.000Z', clock())).toBe('2026-03-09T08:00:00.000Z');
    expect(endOfWait(until, '2026-03-03T08:30:00.000Z', clock({ zone: 'America/New_York' }))).toBe('2026-03-03T14:00:00.000Z');
  });

  it('waits for a date, and not where it is not known', () => {
    const until = { by: 'date' as const, field: 'f', days: -7, at: '09:00' };
    expect(endOfWait(until, '2026-03-01T00:00:00.000Z', clock({ dates: new Map([['f', '2026-03-20']]) }))).toBe('2026-03-13T08:00:00.000Z');
    expect(endOfWait(until, '2026-03-01T00:00:00.000Z', clock())).toBeNull();
  });

  it('never ends before it began, whatever it waits for', () => {
    fc.assert(
      fc.property(
        fc.date({ min: new Date('2025-01-01'), max: new Date('2027-12-31'), noInvalidDate: true }),
        fc.nat({ max: 60 }),
        fc.constantFrom('minute', 'hour', 'day', 'week'),
        (at, n, unit) => {
          const since = at.toISOString();
          for (const calendarId of [null, 'c']) {
            const ends = endOfWait(
              { by: 'duration', span: { n, unit: unit as 'day' }, calendarId },
              since,
              clock({ calendars: new Map([['c', office]]) }),
            );
            expect(ends === null ? 0 : Date.parse(ends)).toBeGreaterThanOrEqual(at.getTime());
          }
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe('a split', () => {
  const split = Content.parse(
    parsed(
      [
        {
          id: 'p',
          type: 'split',
          arms: [
            { id: 'a', name: 'A', share: 3 },
            { id: 'b', name: 'B', share: 1 },
            { id: 'c', name: 'C', share: 0 },
          ],
        },
      ],
      [],
    ),
  ).graph.nodes[0];
  it('sends the same person the same way, and all of them by the shares', () => {
    if (split?.type !== 'split') throw new Error('a split');
    const ways = Array.from({ length: 4_000 }, (_, n) => armOf(split, `person ${n}`).id);
    expect(armOf(split, 'person 7').id).toBe(ways[7]);
    const a = ways.filter((id) => id === 'a').length / ways.length;
    expect(a).toBeGreaterThan(0.72);
    expect(a).toBeLessThan(0.78);
    expect(ways).not.toContain('c');
  });
});

/** Graphs of a row of steps with names from a few, each with a way on; loops are left out. */
const someGraph: fc.Arbitrary<Graph> = fc
  .uniqueArray(fc.constantFrom('a', 'b', 'c', 'd', 'f', 'g'), { minLength: 1, maxLength: 6 })
  .chain((ids) =>
    fc.array(fc.constantFrom('tag', 'wait'), { minLength: ids.length, maxLength: ids.length }).map((types) => {
      const nodes = [trigger, ...ids.map((id, index) => (types[index] === 'tag' ? tag(id) : wait(id, 1))), end];
      return Content.parse({
        graph: { nodes, edges: nodes.slice(1).map(({ id }, index) => ({ from: nodes[index]?.id, port: 'next', to: id })) },
        settings: {},
      }).graph;
    }),
  );

describe('publishing while people are on it', () => {
  it('loses nobody: everybody keeps their node, stands at one of the new version, or stays on the version they are on', () => {
    fc.assert(
      fc.property(someGraph, someGraph, fc.constantFrom('next' as const, 'stay' as const), (old, fresh, removed) => {
        const [before, after] = [new Walkable(old), new Walkable(fresh)];
        for (const node of old.nodes.filter(({ type }) => type !== 'trigger')) {
          const place = placeOf(node.id, { before, after, removed, moves: {} });
          if ('stays' in place) continue;
          expect(after.nodes.get(place.nodeId)).toBeDefined();
          const same = (one: TrackNode | undefined) => one?.type === node.type;
          expect(place.moved).toBe(!same(after.nodes.get(node.id)));
          // Only ever onwards by the ways of the version before.
          if (place.moved) expect(before.after(node.id).has(place.nodeId)).toBe(true);
        }
      }),
      { numRuns: 200 },
    );
  });
});

describe('what surrounds them', () => {
  it('takes the first line that fits', () => {
    const line = (more: object) => ({ reasonId: null, interest: null, stage: null, trackId: '', daysBefore: 0, ...more });
    const lines = [
      line({ reasonId: 'r', interest: 'Pumps', trackId: '1' }),
      line({ reasonId: 'r', trackId: '2' }),
      line({ stage: 'sql', trackId: '3' }),
      line({ trackId: '4' }),
    ];
    const taken = (reasonId: string | null, interests: string[], stage: string) => lineFor(lines, { reasonId, interests, stage })?.trackId;
    expect([taken('r', ['pumps'], 'mql'), taken('r', [], 'sql'), taken(null, [], 'sql'), taken('x', ['pumps'], 'mql')]).toEqual([
      '1',
      '2',
      '3',
      '4',
    ]);
  });

  it('says how late a customer is by the median gap, and nothing from fewer than three orders', () => {
    const at = (day: number) => new Date(Date.UTC(2026, 0, 1 + day)).toISOString();
    expect(cycleOf([at(0), at(30), at(60)], at(112))).toMatchObject({ medianDays: 30, orders: 3, daysSince: 52, ratio: 52 / 30 });
    expect(cycleOf([at(0), at(0), at(30)], at(300))).toMatchObject({ medianDays: null, orders: 2, ratio: null });
    expect(cycleOf([], at(0))).toMatchObject({ orders: 0, lastAt: null });
    expect([isFalling(1, 4), isFalling(2, 4), isFalling(0, 3)]).toEqual([true, false, false]);
  });

  it('tries a post again for three days, not after "gone", and as late as it is asked to', () => {
    const now = '2026-03-03T08:00:00.000Z';
    expect(afterAnswer({ status: 204, retryAfter: null }, 1, now)).toEqual({ state: 'delivered' });
    expect(afterAnswer({ status: 302, retryAfter: null }, 1, now)).toEqual({ state: 'waiting', nextAt: '2026-03-03T08:00:05.000Z' });
    expect(afterAnswer({ status: 429, retryAfter: '600' }, 1, now)).toEqual({ state: 'waiting', nextAt: '2026-03-03T08:10:00.000Z' });
    expect(afterAnswer({ status: 410, retryAfter: null }, 1, now)).toEqual({ state: 'failed' });
    expect(afterAnswer(null, 10, now)).toEqual({ state: 'failed' });
  });

  it('decides by the same rule live and in a simulation: a wait that is over passes', () => {
    const node = parsed([wait('w', 1)], []).graph.nodes[0];
    if (!node) throw new Error('a node');
    const at = (now: string) => decide(node, { ...clock(), now, since: '2026-03-03T08:00:00.000Z', seed: '', met: new Set() });
    expect(at('2026-03-04T07:59:59.999Z')).toMatchObject({ do: 'wait', until: '2026-03-04T08:00:00.000Z' });
    expect(at('2026-03-04T08:00:00.000Z')).toMatchObject({ do: 'pass', port: 'next' });
  });
});

describe('the mails ahead of somebody', () => {
  const letter = (id: string) => ({ id, type: 'mail', what: { subject: id, text: id } });
  const { graph } = parsed(
    [
      trigger,
      letter('a'),
      wait('w', 3),
      letter('b'),
      { id: 'c', type: 'wait', until: { by: 'window', weekdays: [1], from: '09:00', to: '10:00' } },
      letter('d'),
      end,
    ],
    ['s', 'a', 'w', 'b', 'c', 'd'].map((from, place): [string, string, string] => [
      from,
      'next',
      ['a', 'w', 'b', 'c', 'd', 'e'][place] ?? '',
    ]),
  );
  const walk = new Walkable(graph);
  // A Tuesday; the clocks go forward on the Sunday of that week.
  const now = '2026-03-24T08:00:00.000Z';
  const standing = { ...clock(), nodeId: 'a', awaits: 'time' as const, dueAt: now, since: now, seed: 'x' };

  it('come at their time by the clock of the person, until the last day that is asked for', () => {
    expect(mailsAhead(walk, standing, { now, until: '2026-04-30T00:00:00.000Z' })).toEqual([
      { nodeId: 'a', at: now },
      { nodeId: 'b', at: '2026-03-27T08:00:00.000Z' },
      { nodeId: 'd', at: '2026-03-30T07:00:00.000Z' },
    ]);
    expect(mailsAhead(walk, standing, { now, until: '2026-03-27T08:00:00.000Z' })).toEqual([{ nodeId: 'a', at: now }]);
  });

  it('do not pass over what somebody has waited for already, and end where something else decides', () => {
    const at = '2026-03-26T08:00:00.000Z';
    const until = '2026-03-28T00:00:00.000Z';
    expect(mailsAhead(walk, { ...standing, nodeId: 'w', dueAt: '2026-03-27T08:00:00.000Z' }, { now: at, until })).toEqual([
      { nodeId: 'b', at: '2026-03-27T08:00:00.000Z' },
    ]);
    for (const awaits of ['criteria', 'task', 'review'] as const)
      expect(mailsAhead(walk, { ...standing, awaits }, { now, until })).toEqual([]);
  });
});
