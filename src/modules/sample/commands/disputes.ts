import { sql } from 'kysely';
import { drawCases, judgeCase, raiseDispute, ruleDispute } from '#modules/handoffs/commands/disputes.ts';
import type { Judgment } from '#modules/handoffs/schema.ts';
import type { Ctx } from '#platform/context.ts';
import { isRefusal } from '#platform/shared/refusal.ts';
import { OBJECTIONS, RULED } from '../rules/phrases.ts';
import { type Random, randomOf } from '../rules/random.ts';
import { ago, as, done, leadOf, type Person } from './people.ts';

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;

/** What both sides found, in the order of the disputes, the oldest first; left open where there is no second. */
const FOUND: readonly (readonly Judgment[])[] = [
  ['poor', 'poor'],
  ['good', 'good'],
  ['poor', 'poor'],
  ['poor', 'good'],
  ['poor', 'poor'],
  ['good', 'good'],
  ['poor', 'good'],
  ['poor'],
  [],
];
const FIRST_DAYS = 45;
const DRAWN = 40;

/** Marketing has disputed some rejections of the last weeks; one of each side judged them blind, and some others that were drawn. */
export async function disputeSome(ctx: Ctx, { seed, people }: { seed: string; people: readonly Person[] }): Promise<void> {
  const random = randomOf(`${seed} disputes`);
  const rejected = await rejections(ctx);
  const every = rejected.length / FOUND.length;
  const taken = new Set<Rejection>();
  for (const [place, found] of FOUND.entries()) {
    const rejection = rejected[Math.floor(place * every)];
    // A year with few rejections has fewer disputes: none is raised twice.
    if (!rejection || taken.has(rejection)) continue;
    taken.add(rejection);
    await dispute(ctx, { rejection, found, people, why: OBJECTIONS[place % OBJECTIONS.length] ?? '', settled: place !== 6 });
  }
  await drawSome(ctx, { random, people });
}

interface Rejection {
  id: string;
  from: string | null;
  at: string;
}

/** Those that nothing followed, so that a ruling finds the lead as the verdict left it. */
async function rejections(ctx: Ctx): Promise<Rejection[]> {
  const { rows } = await sql<Rejection>`select h.id, h.from_member_id as "from", h.decided_at as at from handoff h
    where h.workspace_id = ${ctx.scope.workspaceId} and h.decision = 'rejected' and h.decided_at between ${ago(ctx, FIRST_DAYS)} and ${ago(ctx, 4)}
    order by h.decided_at, h.id`.execute(ctx.tx);
  return rows;
}

interface Disputed {
  rejection: Rejection;
  found: readonly Judgment[];
  people: readonly Person[];
  why: string;
  /** Two that differ were decided by a lead. */
  settled: boolean;
}

async function dispute(ctx: Ctx, { rejection, found, people, why, settled }: Disputed): Promise<void> {
  const raiser = people.find(({ id }) => id === rejection.from) ?? leadOf(people, 'marketing');
  const at = (hours: number) =>
    new Date(Math.min(Date.parse(ctx.now) - HOUR_MS, Date.parse(rejection.at) + DAY_MS + hours * HOUR_MS)).toISOString();
  const marketer = raiser.department === 'marketing' ? raiser : leadOf(people, 'marketing');
  const { id } = done(await raiseDispute(as(ctx, marketer, at(0)), { id: rejection.id, why }));
  const { rows } = await sql<{
    id: string;
  }>`select id from review_case where workspace_id = ${ctx.scope.workspaceId} and dispute_id = ${id}`.execute(ctx.tx);
  const caseId = rows[0]?.id ?? '';
  for (const [place, department] of (['sales', 'marketing'] as const).entries()) {
    const judgment = found[place];
    if (judgment)
      await judge(ctx, { caseId, judgment, judges: people.filter((one) => one.department === department), at: at(20 + 5 * place) });
  }
  if (found.length === 2 && found[0] !== found[1] && settled)
    done(await ruleDispute(as(ctx, leadOf(people, 'sales'), at(40)), { id, ruling: 'upheld', note: RULED }));
}

/** By the first of a side who had no part in it. */
async function judge(ctx: Ctx, of: { caseId: string; judgment: Judgment; judges: readonly Person[]; at: string }): Promise<void> {
  for (const person of of.judges) {
    const said = await judgeCase(as(ctx, person, of.at), { id: of.caseId, judgment: of.judgment });
    if (!isRefusal(said)) return;
  }
}

/** Cases drawn by lot among all verdicts: most find what the rep found, Marketing a little less often. */
async function drawSome(ctx: Ctx, { random, people }: { random: Random; people: readonly Person[] }): Promise<void> {
  // The lot falls the same way each time.
  await sql`select setseed(0.25)`.execute(ctx.tx);
  await drawCases({ ...ctx, now: ago(ctx, 6) }, DRAWN);
  const { rows } = await sql<{ id: string; accepted: boolean }>`select k.id, h.decision = 'accepted' as accepted from review_case k
    join handoff h on h.workspace_id = k.workspace_id and h.id = k.handoff_id
    where k.workspace_id = ${ctx.scope.workspaceId} and k.cause = 'drawn' order by h.handed_at, h.id`.execute(ctx.tx);
  // The last few wait for whoever looks around.
  for (const { id, accepted } of rows.slice(0, -5))
    for (const [department, same] of [
      ['sales', 0.92],
      ['marketing', accepted ? 0.96 : 0.66],
    ] as const) {
      const judgment = accepted === random.chance(same) ? 'good' : 'poor';
      const judges = random.shuffled(people.filter((one) => one.department === department));
      await judge(ctx, { caseId: id, judgment, judges, at: ago(ctx, random.between(1, 5)) });
    }
}
