import type { z } from 'zod';
import { makeList } from '#modules/lists/commands/people.ts';
import type { Ctx } from '#platform/context.ts';
import { isRefusal, type Refusal } from '#platform/shared/refusal.ts';
import type { listOfChecked } from '../contract/checks.ts';
import { askingOf, askingProblem, audienceOf } from '../queries/checks.ts';
import { peopleSql } from '../queries/gate.ts';

/** A list of the people behind a figure of a check: to look after them, to leave them out elsewhere, to write to them in another way. */
export async function listChecked(
  ctx: Ctx,
  { name, verdict, code, ...asked }: z.output<typeof listOfChecked.input>,
): Promise<{ id: string; people: number } | Refusal> {
  const problem = askingProblem(ctx, asked.intent);
  if (problem) return problem;
  const audience = await audienceOf(ctx, asked);
  if (isRefusal(audience)) return audience;
  return makeList(ctx, { name, people: peopleSql(await askingOf(ctx, asked.intent), { audience, verdict, code }) });
}
