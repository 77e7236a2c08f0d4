import { writeItems } from '#modules/meetings/commands/agenda.ts';
import { checkBack, signFor, write } from '#modules/meetings/commands/decisions.ts';
import { begin, finish } from '#modules/meetings/commands/minutes.ts';
import { attend, planSharedDay, reply, seatPeople } from '#modules/meetings/commands/people.ts';
import { fillSeries, insertSeries } from '#modules/meetings/commands/plan.ts';
import { act, answer, fileQuestion } from '#modules/meetings/commands/questions.ts';
import {
  actOn as actOnRootCause,
  close as closeRootCause,
  open as openRootCause,
  writeCauses,
} from '#modules/meetings/commands/rootcauses.ts';
import { meetingById, seriesById } from '#modules/meetings/queries/rows.ts';
import { readChoices } from '#modules/meetings/queries/targets.ts';
import type { Change } from '#modules/meetings/schema.ts';
import { timeZoneOf } from '#modules/team/queries.ts';
import type { Ctx } from '#platform/context.ts';
import { ago, as, done, leadOf, type Person } from './people.ts';

const WEEKS = 4;

interface Sides {
  sales: Person;
  marketing: Person;
  /** Two of each. */
  people: readonly Person[];
}

/** A weekly meeting that both teams hold, one of them missed; the next with its agenda; what they decided, and what came of it. */
export async function meetWeekly(ctx: Ctx, all: readonly Person[]): Promise<void> {
  const [sales, marketing] = [leadOf(all, 'sales'), leadOf(all, 'marketing')];
  const other = (lead: Person) => all.find((one) => one.department === lead.department && one.id !== lead.id) ?? lead;
  const sides = { sales, marketing, people: [sales, other(sales), marketing, other(marketing)] };
  const [first, second, third, last, next] = await plan(ctx, sides);
  if (!first || !second || !third || !last || !next) throw new Error('the sample has five meetings');
  await hold(ctx, sides, { id: first, there: 4 });
  await hold(ctx, sides, { id: second, there: 3 });
  await decideOn(ctx, sides);
  await hold(ctx, sides, { id: last, there: 4, before: (then) => getToTheRoot(then, sides, last) });
  await prepare(ctx, sides, next);
  const day = ago(ctx, -2).slice(0, 10);
  done(
    await planSharedDay(as(ctx, marketing, ctx.now), {
      onDay: day,
      hostId: sides.people[1]?.id ?? '',
      guestId: sides.people[3]?.id ?? '',
      place: 'Desk by the window',
    }),
  );
}

async function plan(ctx: Ctx, { marketing, people }: Sides): Promise<string[]> {
  // Planned two days before the first, so that its hour lies ahead in every zone.
  const began = as(ctx, marketing, ago(ctx, 7 * WEEKS + 1));
  const day = ago(ctx, 7 * WEEKS - 1).slice(0, 10);
  const seriesId = await insertSeries(began, {
    ...{ kind: 'weekly', title: 'Weekly operations', side: null, day, time: '10:00', zone: await timeZoneOf(ctx), minutes: 30 },
    ...{ place: 'Room 2', link: null, leastGuests: 2, people: [], uid: 'sample@truce.invalid' },
    repeats: { frequency: 'weekly', every: 1, until: null },
  });
  const series = await seriesById(ctx, seriesId);
  const made = series ? await fillSeries(began, series) : [];
  for (const id of made)
    await seatPeople(
      began,
      id,
      people.map((one) => one.id),
    );
  return made;
}

/** As it was held: who was there, what was said, what somebody does. */
async function hold(
  ctx: Ctx,
  { sales, people }: Sides,
  { id, there, before }: { id: string; there: number; before?: (then: Ctx) => Promise<void> },
): Promise<void> {
  const meeting = done(await meetingById(ctx, id));
  const then = as(ctx, sales, meeting.startsAt);
  await writeItems(then, meeting);
  const { id: questionId } = done(
    await fileQuestion(as(ctx, people[3] ?? sales, meeting.startsAt), { id, body: 'What did the people who bought ask for first?' }),
  );
  done(await begin(then, { id }));
  const attendance = people.map(({ id: memberId }, place) => ({
    memberId,
    attendance: place >= there ? ('absent' as const) : place === 1 ? ('remote' as const) : ('in_person' as const),
  }));
  done(await attend(then, { id, people: attendance }));
  await before?.(then);
  done(await answer(then, { id, questionId, answer: 'How long it takes until the first plan runs.' }));
  done(
    await act(then, {
      id,
      itemId: null,
      what: 'Put the time to the first plan on the page of prices',
      ownerId: people[3]?.id ?? sales.id,
      dueOn: ago(ctx, -5).slice(0, 10),
    }),
  );
  done(await finish(then, { id }, { mail: false }));
}

/** A problem that both teams brought to its root while they sat together. */
async function getToTheRoot(then: Ctx, { sales, people }: Sides, meetingId: string): Promise<void> {
  const opened = as(then, sales, ago(then, 3));
  const { id } = done(
    await openRootCause(opened, { problem: 'Leads of the search campaign are called, and nobody has a project.', leadIds: [], meetingId }),
  );
  const causes = [
    {
      category: 'lead_quality' as const,
      text: 'The search terms were widened, and most who come now look for a template.',
      whys: ['The budget was to be spent by the end of the quarter.', 'The aim of the campaign counts forms, not talks.'],
    },
    { category: 'content' as const, text: 'The page that the ads lead to does not say whom it is for.', whys: [] },
  ];
  done(await writeCauses(then, { id, causes, checkOn: ago(then, -28).slice(0, 10), meetingId }));
  done(
    await actOnRootCause(then, {
      id,
      what: 'Take the wide search terms out again',
      ownerId: people[2]?.id ?? sales.id,
      dueOn: ago(then, -10).slice(0, 10),
    }),
  );
  done(await closeRootCause(then, { id, outcome: 'The terms are narrow again; from now on the campaign is judged by deals.' }));
}

async function prepare(ctx: Ctx, { sales, marketing, people }: Sides, id: string): Promise<void> {
  const { id: problem } = done(
    await openRootCause(as(ctx, sales, ago(ctx, 2)), {
      problem: 'Leads of fairs wait longest for their first call.',
      leadIds: [],
      meetingId: id,
    }),
  );
  const causes = [
    {
      category: 'capacity' as const,
      text: 'They all come on one day.',
      whys: ['The fair sends its list when it is over.', 'Nobody asked for it each evening.'],
    },
  ];
  done(await writeCauses(as(ctx, sales, ago(ctx, 1)), { id: problem, causes, checkOn: ago(ctx, -30).slice(0, 10), meetingId: id }));
  await writeItems(as(ctx, marketing, ctx.now), done(await meetingById(ctx, id)));
  done(await fileQuestion(as(ctx, marketing, ctx.now), { id, body: 'Which campaigns bring people whom nobody reaches by phone?' }));
  for (const person of people.slice(0, 3)) done(await reply(as(ctx, person, ctx.now), { id, reply: 'yes' }));
}

/** One that was looked at again, one that waits for its day, and one that waits for signatures. */
async function decideOn(ctx: Ctx, { sales, marketing, people }: Sides): Promise<void> {
  const ownerId = people[1]?.id ?? sales.id;
  const decide = async (of: { at: string; title: string; change: Change; expected: number; checkOn: string }, signs: boolean) => {
    const made = done(await write(as(ctx, sales, of.at), { ...of, metric: 'accepted', lineId: null, meetingId: null, itemId: null }));
    for (const lead of signs ? [sales, marketing] : []) done(await signFor(as(ctx, lead, of.at), made));
  };
  const work = (what: string): Change => ({ kind: 'action', what, ownerId, dueOn: ago(ctx, -10).slice(0, 10) });
  await decide(
    {
      at: ago(ctx, 45),
      title: 'A phone number on every form',
      change: work('Ask for a number on the forms'),
      expected: 0.7,
      checkOn: ago(ctx, 6).slice(0, 10),
    },
    true,
  );
  await checkBack({ ...ctx, now: ago(ctx, 6) });
  await decide(
    {
      at: ago(ctx, 8),
      title: 'Fair leads are called the same evening',
      change: work('Keep two hours free after fairs'),
      expected: 0.75,
      checkOn: ago(ctx, -21).slice(0, 10),
    },
    true,
  );
  const wait = (title: string, change: Change) =>
    decide({ at: ago(ctx, 1), title, change, expected: 0.75, checkOn: ago(ctx, -40).slice(0, 10) }, false);
  const { clauses, profile, rules } = await readChoices(ctx);
  const clause = clauses.find(({ clocked, withinSeconds }) => clocked && withinSeconds !== null && withinSeconds >= 7200);
  if (clause) await wait('Half the time for it', { kind: 'clause', lineId: clause.lineId, withinSeconds: (clause.withinSeconds ?? 0) / 2 });
  const form = rules.find(({ match }) => match.kinds.includes('form'));
  if (form) await wait('A form alone is worth less', { kind: 'score', ruleId: form.id, points: Math.max(1, Math.round(form.points / 2)) });
  if (profile) await wait('Whom we look for plans the work', { kind: 'profile', criterionId: null, criterion: PLANNERS });
}

/** What the last meetings found that good leads have in common. */
const PLANNERS = {
  kind: 'weighted' as const,
  label: 'Plans or runs production',
  weight: 40,
  condition: {
    match: 'all' as const,
    of: [{ field: 'jobFunction', op: 'is_one_of' as const, value: ['operations', 'engineering', 'logistics', 'general_management'] }],
  },
};
