import { sql } from 'kysely';
import { raise, update, voice } from '#modules/challenges/commands/challenges.ts';
import { ask } from '#modules/challenges/commands/pulse.ts';
import { gather } from '#modules/insights/commands/gather.ts';
import { hold } from '#modules/insights/commands/interviews.ts';
import { addTheme, link } from '#modules/insights/commands/themes.ts';
import { readInterviews } from '#modules/insights/queries/interviews.ts';
import type { Ctx } from '#platform/context.ts';
import { PAPERS } from '../rules/papers.ts';
import { CHALLENGES, PULSE, SAMPLE_THEMES } from '../rules/phrases.ts';
import { randomOf } from '../rules/random.ts';
import { ago, as, done, leadOf, type Person } from './people.ts';
import { insertRows } from './write.ts';

interface Around {
  seed: string;
  people: readonly Person[];
}

/** What customers said in the year in themes, what is hard for either team, and the pulse of nine weeks. */
export async function hearCustomers(ctx: Ctx, around: Around): Promise<void> {
  await gather(ctx, null);
  await keepThemes(ctx, around);
  await askWhy(ctx, around);
  await fillBoard(ctx, around);
  await takePulse(ctx, around);
}

async function keepThemes(ctx: Ctx, { people }: Around): Promise<void> {
  const marketing = as(ctx, leadOf(people, 'marketing'), ago(ctx, 60));
  const { rows: assets } = await sql<{
    id: string;
    name: string;
  }>`select id, name from asset where workspace_id = ${ctx.scope.workspaceId}`.execute(ctx.tx);
  for (const { name, words, papers } of SAMPLE_THEMES) {
    const { id } = done(await addTheme(marketing, { name, words: [...words] }));
    const touched = PAPERS.filter(({ topics }) => topics.some((topic) => papers.some((one) => one === topic)));
    for (const asset of assets.filter((one) => touched.some((paper) => paper.name === one.name)))
      done(await link(marketing, { id, target: 'asset', ofId: asset.id }));
    if (papers.length === 0) done(await link(marketing, { id, target: 'profile' }));
  }
}

const DEBRIEFS = 4;

/** Some reps said at once why a deal ended so; the others still owe it. */
async function askWhy(ctx: Ctx, { people }: Around): Promise<void> {
  const { items } = await readInterviews(ctx, { kind: 'debrief', state: 'due' });
  for (const { deal, owner, status, closedAt } of items.slice(-DEBRIEFS)) {
    const rep = people.find(({ id }) => id === owner?.id);
    if (!rep) continue;
    const at = new Date(Date.parse(closedAt) + 20 * 3_600_000).toISOString();
    if (at > ctx.now) continue;
    const heard =
      status === 'won'
        ? { kind: 'benefit' as const, text: 'One screen for the whole hall' }
        : { kind: 'objection' as const, text: 'Too expensive for one hall' };
    done(await hold(as(ctx, rep, at), { dealId: deal.id, kind: 'debrief', notes: '', insights: [{ ...heard, about: 'product' }] }));
  }
  await gather(ctx, null);
}

async function fillBoard(ctx: Ctx, { people }: Around): Promise<void> {
  for (const { side, days, title, words, anonymous, state, helped } of CHALLENGES) {
    const own = people.filter(({ department }) => department === side);
    const [author, ...others] = own;
    if (!author) continue;
    const { id } = done(await raise(as(ctx, author, ago(ctx, days)), { title, words, anonymous }));
    for (const other of others.slice(0, 3)) done(await voice(as(ctx, other, ago(ctx, days - 1)), { id, counts: true }));
    if (state !== 'open')
      done(
        await update(as(ctx, leadOf(people, side === 'sales' ? 'marketing' : 'sales'), ago(ctx, 2)), {
          id,
          state,
          ...(helped ? { helped } : {}),
        }),
      );
  }
}

/** Answers have no author here either. */
async function takePulse(ctx: Ctx, { seed, people }: Around): Promise<void> {
  const random = randomOf(`${seed} pulse`);
  for (const party of ['sales', 'marketing'] as const) {
    const lead = leadOf(people, party);
    const { id } = done(await ask(as(ctx, lead, ago(ctx, 7 * PULSE.weeks)), { party, words: PULSE.questions[party], rhythm: 'week' }));
    const { rows: weeks } = await sql<{
      day: string;
    }>`select d::date as day from generate_series(date_trunc('week', ${ago(ctx, 7 * PULSE.weeks)}::timestamptz)::date,
      ${ctx.now}::timestamptz, '1 week') d`.execute(ctx.tx);
    const members = people.filter(({ department }) => department === party).length;
    const answers = weeks.flatMap(({ day }, week) =>
      Array.from({ length: members - random.whole(0, 1) }, () => ({
        ...{ question_id: id, period: day, token: String(Math.floor(random.next() * 1e15)) },
        value: Math.max(1, Math.min(5, Math.round(random.between(1.6, 4.4) + week / 12))),
        word: random.chance(0.3) ? random.pick(PULSE.words) : null,
      })),
    );
    await insertRows(ctx, 'pulse_answer', answers);
  }
}
