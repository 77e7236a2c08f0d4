import { sql } from 'kysely';
import type { Db } from '#platform/db/db.ts';
import { isRefusal, type Refusal, refuse } from '#platform/shared/refusal.ts';
import { isIn } from '../rules/promise.ts';
import { FILTER_NAMES, type FigureName, type FilterValues, TAKES } from '../schema.ts';
import { calendarOf, judged, promised, readStarts, replayed, subjectsOf, unjudged } from './promise.ts';
import { callFigures } from './sources/calls.ts';
import { handoffFigures } from './sources/handoffs.ts';
import { leadFigures } from './sources/leads.ts';
import { moneyFigures } from './sources/money.ts';
import { type Asked, narrowed, type Source } from './sources/source.ts';
import { stageFigures } from './sources/stages.ts';

const PLAIN = { ...leadFigures, ...moneyFigures, ...handoffFigures, ...stageFigures, ...callFigures } as const;
type PlainFigure = keyof typeof PLAIN;

/** The source of a figure before it is narrowed; those that are replayed need to be read first (`sourceOf`). */
export function plainSource(figure: PlainFigure, asked: Asked): Source {
  return PLAIN[figure](asked);
}

/** What a figure needs so that a record is one row of it. */
const NEEDS: Partial<Record<FigureName, (keyof FilterValues)[]>> = {
  company_invoices: ['campaignId'],
  promise: ['reading', 'state'],
  stage_reached: ['stage'],
};

/** The first filter that the figure does not know, or that it cannot do without. */
export function filterProblem(figure: FigureName, filters: FilterValues): Refusal | null {
  const strange = FILTER_NAMES.find((name) => filters[name] !== undefined && !TAKES[figure].includes(name));
  if (strange) return refuse('invalid', `The figure ${figure} cannot be narrowed by ${strange}.`, { field: strange });
  const missing = NEEDS[figure]?.find((name) => filters[name] === undefined);
  if (missing) return refuse('invalid', `The figure ${figure} needs ${missing}.`, { field: missing });
  if ((filters.from === undefined) !== (filters.to === undefined))
    return refuse('invalid', 'Give both the first and the last day, or neither.', { field: filters.from === undefined ? 'from' : 'to' });
  if (filters.from !== undefined && filters.to !== undefined && filters.from > filters.to)
    return refuse('invalid', 'The first day lies after the last.', { field: 'from' });
  return null;
}

/** The rows of any figure, with its filters. */
export async function sourceOf(db: Db, asked: Asked, figure: FigureName): Promise<Source | Refusal> {
  const problem = filterProblem(figure, asked.filters);
  if (problem) return problem;
  const source = figure in PLAIN ? plainSource(figure as PlainFigure, asked) : await promiseSource(db, asked, figure);
  return isRefusal(source) ? source : narrowed(source, asked.filters);
}

async function promiseSource(db: Db, asked: Asked, figure: FigureName): Promise<Source> {
  const subjects = await subjectsOf(db, asked);
  if (figure === 'promise_unjudged') return unjudged(asked, subjects);
  if (figure === 'promise_week') return promised(asked, subjects);
  const source = judged(asked, subjects);
  const { reading, state } = asked.filters;
  if (figure === 'promise_judged' || !reading || !state) return source;
  const calendar = await calendarOf(db, asked, reading);
  const clocks = calendar
    ? (
        await replayed(db, asked, {
          starts: await readStarts(db, asked, { source, knownSince: subjects.knownSince }),
          calendarIds: [calendar.id],
        })
      ).get(calendar.id)
    : undefined;
  const ids = (clocks ?? []).filter((clock) => isIn(clock, state)).map(({ id }) => id);
  return { ...source, where: sql`${source.where} and lead.id = any (${ids}::uuid[])` };
}
