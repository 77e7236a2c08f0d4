import { sql } from 'kysely';
import { keepGrant } from '#modules/coordination/commands/access.ts';
import { create, propose, setOutcome, signIt } from '#modules/coordination/commands/drafts.ts';
import { askFor } from '#modules/coordination/commands/gaps.ts';
import { nudge } from '#modules/coordination/commands/nudge.ts';
import { answer, passOn } from '#modules/coordination/commands/passes.ts';
import { openAsks } from '#modules/coordination/queries/asks.ts';
import { readDrafts } from '#modules/coordination/queries/drafts.ts';
import { readGaps } from '#modules/coordination/queries/gaps.ts';
import { takersOf } from '#modules/coordination/queries/passes.ts';
import type { Ctx } from '#platform/context.ts';
import { isRefusal } from '#platform/shared/refusal.ts';
import { COORDINATOR } from '../rules/words.ts';
import { ago, as, done, leadOf, type Person } from './people.ts';

/** An agency coordinates: what it may see, three reminders, two requests to take over, a gap that somebody is asked about, a plan that both signed and one that waits. */
export async function coordinate(ctx: Ctx, people: readonly Person[]): Promise<void> {
  const { rows } = await sql<{
    id: string;
  }>`select id from member where workspace_id = ${ctx.scope.workspaceId} and name = ${COORDINATOR}`.execute(ctx.tx);
  const id = rows[0]?.id;
  if (!id) throw new Error('the sample company has a coordinator');
  await keepGrant(ctx, { id, areas: ['handoffs', 'content', 'meetings', 'figures'], contactNames: false });
  const dana = (days: number) => as(ctx, { id, name: COORDINATOR, department: 'sales', leads: false }, ago(ctx, days));
  await remindSome(dana(1));
  await passSome(ctx, { dana: dana(1), people });
  const [gap] = (await readGaps(dana(2))).items;
  const [person] = gap?.people ?? [];
  if (gap && person) await askFor(dana(2), { gap: gap.gap, memberId: person.id });
  await planTwice(ctx, { dana, people });
}

const REMINDED = 3;

async function remindSome(ctx: Ctx): Promise<void> {
  const asks = (await openAsks(ctx, { areas: ['handoffs', 'content'] })).filter(({ memberId }) => memberId !== null);
  let told = 0;
  for (const { kind, id, side, memberId } of asks) {
    if (told === REMINDED) return;
    if (!isRefusal(await nudge(ctx, { kind, askId: id, side, memberId, words: undefined }))) told += 1;
  }
}

/** Two are asked to take something over from a colleague; one of them has. */
async function passSome(ctx: Ctx, { dana, people }: { dana: Ctx; people: readonly Person[] }): Promise<void> {
  const asks = await openAsks(dana, { areas: ['handoffs', 'content', 'meetings', 'figures'] });
  let passed = 0;
  for (const ask of asks) {
    if (passed === 2) return;
    // A hand-off stays whose it is here: other parts of the sample tell of it.
    const [to] = ask.kind === 'verdict' || ask.kind === 'question' ? [] : await takersOf(dana, asks, ask);
    const taker = people.find(({ id }) => id === to?.id);
    if (!taker) continue;
    const { kind, id: askId, side, ownerId } = ask;
    const made = await passOn(dana, { kind, askId, side, ownerId, toId: taker.id, words: 'Your colleague is at the fair until Friday.' });
    if (isRefusal(made)) continue;
    if (passed === 0) done(await answer(as(ctx, taker, ago(ctx, 1)), { id: made.id, answer: 'taken' }));
    passed += 1;
  }
}

async function planTwice(ctx: Ctx, { dana, people }: { dana: (days: number) => Ctx; people: readonly Person[] }): Promise<void> {
  const plan = { kind: 'plan' as const, disputeId: null, ruling: null };
  const agreed = done(
    await create(dana(25), {
      ...plan,
      title: 'Verdicts before noon',
      body: 'Leads that came until ten have a verdict by noon. Marketing writes why now into each hand-off.',
      measure: 'Median hours to a verdict',
      checkOn: ago(ctx, 4).slice(0, 10),
    }),
  );
  done(await propose(dana(24), agreed));
  for (const side of ['sales', 'marketing'] as const) {
    const signer = as(ctx, leadOf(people, side), ago(ctx, 22));
    const draft = (await readDrafts(signer)).items.find((one) => one.id === agreed.id);
    done(await signIt(signer, { id: agreed.id, hash: draft?.hash ?? '' }));
  }
  const looked = as(ctx, leadOf(people, 'sales'), ago(ctx, 3));
  done(await setOutcome(looked, { id: agreed.id, outcome: 'worked', note: 'Most are judged on the same morning.' }));
  const waiting = done(
    await create(dana(2), {
      ...plan,
      title: 'One question beside each returned lead',
      body: 'Whoever returns a lead says in one sentence what would have made it a good one.',
      measure: 'Returned leads with a reason that says something',
      checkOn: null,
    }),
  );
  done(await propose(dana(1), waiting));
}
