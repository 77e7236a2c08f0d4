import { askBacktest, backtestBatch } from '#modules/scoring/commands/backtest.ts';
import { activeModel } from '#modules/scoring/queries/model.ts';
import { beginThreshold, proposeThreshold, signThreshold, stateNeed } from '#modules/thresholds/commands/negotiation.ts';
import { currentTable, type Past, usualTerms } from '#modules/thresholds/queries/table.ts';
import { STEP, USUAL_CLASSES } from '#modules/thresholds/schema.ts';
import type { Ctx } from '#platform/context.ts';
import { ago, as, done, leadOf, type Person } from './people.ts';

/** Long enough for most of what is won to be won, short enough for most of the year to be judged. */
const WINDOW_DAYS = 120;
const WEEKS_PER_MONTH = 365.25 / 7 / 12;
const NO_NEED = { leastPrecision: null, mostPerWeek: null, leastPerMonth: null, leastValueMinor: null };

/** What the score in force gives past leads, by the code that runs back-tests. */
export async function backTest(ctx: Ctx, people: readonly Person[]): Promise<void> {
  const model = await activeModel(ctx.tx, ctx.scope);
  if (!model) throw new Error('a new workspace has a score');
  const asked = as(ctx, leadOf(people, 'marketing'), ctx.now);
  const { id } = done(await askBacktest(asked, { id: model.version.id, windowDays: WINDOW_DAYS }));
  for (let more = true; more; ) more = await backtestBatch(ctx, id);
}

/** Both sides said what they need, looked at what suits both, and signed a value. Where the past leaves them none, the negotiation is open. */
export async function agreeOnThreshold(ctx: Ctx, people: readonly Person[]): Promise<void> {
  const [sales, marketing] = [leadOf(people, 'sales'), leadOf(people, 'marketing')];
  const past = await currentTable(ctx, { fitClasses: USUAL_CLASSES, terms: await usualTerms(ctx, {}) });
  const needs = past && needsFrom(past);
  if (!needs) return;
  const { id } = done(await beginThreshold(as(ctx, marketing, ago(ctx, 24)), {}));
  done(await stateNeed(as(ctx, sales, ago(ctx, 23)), { id, ...NO_NEED, ...needs.sales }));
  done(await stateNeed(as(ctx, marketing, ago(ctx, 22)), { id, ...NO_NEED, ...needs.marketing }));
  const expiresOn = ago(ctx, -160).slice(0, 10);
  const proposal = { id, cut: needs.cut, fitClasses: [...USUAL_CLASSES], exploration: 5, expiresOn };
  const { contentHash } = done(await proposeThreshold(as(ctx, marketing, ago(ctx, 22)), proposal));
  done(await signThreshold(as(ctx, marketing, ago(ctx, 22)), { id, contentHash }));
  done(await signThreshold(as(ctx, sales, ago(ctx, 21)), { id, contentHash }));
}

/** What each side would ask for in round figures, so that a few values lie between them: worked out from the past of this very year. */
function needsFrom({ table }: Past) {
  const rows = table.rows.filter(({ enough, precision }) => enough && precision.rate !== null);
  const strict = rows.find(({ leads }) => leads >= 100) ?? rows[0];
  const loose = strict && rows.find(({ cut }) => cut === strict.cut - 2 * STEP);
  if (!strict || !loose) return null;
  const between = rows.find(({ cut }) => cut === strict.cut - STEP);
  return {
    cut: (between ?? strict).cut,
    sales: { leastPrecision: Math.floor(100 * (loose.precision.rate ?? 0)) / 100, mostPerWeek: Math.ceil(loose.perWeek) + 1 },
    marketing: { leastPerMonth: Math.floor(strict.perWeek * WEEKS_PER_MONTH) },
  };
}
