import { sql } from 'kysely';
import { askReview, setTest, vote } from '#modules/reviews/commands/reviews.ts';
import type { Vote } from '#modules/reviews/schema.ts';
import type { Ctx } from '#platform/context.ts';
import { ago, as, done, leadOf, type Person } from './people.ts';

const SAID: readonly (readonly [vote: Vote, sentence: string])[] = [
  ['would_send', 'My foundries ask about exactly this.'],
  ['would_change', 'Begin with the figure of the second hall, not with us.'],
  ['would_not', 'Nobody of mine looks at prices before the budget round.'],
];

/** Before its next mailing Marketing asked Sales whether it resonates: some have answered, and an earlier mailing was the test. */
export async function askWhetherItResonates(ctx: Ctx, people: readonly Person[]): Promise<void> {
  const { rows } = await sql<{ id: string; state: string }>`select id, state from send where workspace_id = ${ctx.scope.workspaceId}
    and state in ('draft', 'scheduled', 'done') order by created_at, id`.execute(ctx.tx);
  const test = rows.findLast(({ state }) => state === 'done');
  const reps = people.filter(({ department }) => department === 'sales');
  for (const { id } of rows.filter(({ state }) => state !== 'done')) {
    const marketing = leadOf(people, 'marketing');
    const asked = done(
      await askReview(as(ctx, marketing, ago(ctx, 2)), {
        ...{ subject: 'send', subjectId: id, words: 'Would your customers read on after the first line?' },
        memberIds: reps.slice(0, SAID.length + 1).map((one) => one.id),
      }),
    );
    for (const [place, [said, sentence]] of SAID.entries()) {
      const rep = reps[place];
      if (rep) done(await vote(as(ctx, rep, ago(ctx, 1)), { id: asked.id, vote: said, sentence }));
    }
    if (test) done(await setTest(as(ctx, marketing, ago(ctx, 1)), { id: asked.id, sendId: test.id }));
  }
}
