import { sql } from 'kysely';
import type { Db } from '#platform/db/db.ts';
import { rateOf } from '#platform/shared/statistics.ts';
import type { CountFigure, MoneyFigure, Opens, RateFigure } from '../contract.ts';
import type { FigureName, FilterName, FilterValues } from '../schema.ts';
import { type Asked, narrowed, type Source } from './sources/source.ts';
import { plainSource } from './sources.ts';

/** The rows of a figure counted by some of its keys, and by currency where it has amounts. */
export interface Counted {
  keys: Partial<Record<FilterName, string | null>>;
  currency: string | null;
  n: number;
  valued: number;
  amount: number | null;
  weighted: number | null;
}

export async function countSource(db: Db, source: Source, by: readonly FilterName[] = []): Promise<Counted[]> {
  const keys = by.map((name) => source.keys[name] ?? sql`null`);
  const columns = [
    ...keys.map((key, place) => sql`(${key})::text as ${sql.ref(`key${place}`)}`),
    sql`${source.currency ?? sql`null`}::text as currency`,
  ];
  const { rows } = await sql<Record<string, string | null> & Pick<Counted, 'currency' | 'n' | 'valued' | 'amount' | 'weighted'>>`
    select ${sql.join(columns)}, count(*)::int as n, count(${source.amount ?? sql`null::bigint`})::int as valued,
      sum(${source.amount ?? sql`null::bigint`})::bigint as amount, sum(${source.weighted ?? sql`null::bigint`})::bigint as weighted
    from ${source.from} where ${source.where} group by ${sql.join(columns.map((_, place) => sql.lit(place + 1)))}`.execute(db);
  return rows.map((row) => ({ ...row, keys: Object.fromEntries(by.map((name, place) => [name, row[`key${place}`] ?? null])) }));
}

type PlainFigure = Parameters<typeof plainSource>[0];

/** A figure counted once for a whole report: every part of it is cut from the same counts, and opens the same rows. */
export interface Tally {
  figure: FigureName;
  counted: readonly Counted[];
  /** The period, as the rows are to be asked for. */
  base: FilterValues;
  seesMoney: boolean;
}

/** @param by the keys by which the report cuts the figure */
export async function tally(db: Db, asked: Asked, of: { figure: PlainFigure; by?: readonly FilterName[] }): Promise<Tally> {
  const source = narrowed(plainSource(of.figure, asked), asked.filters);
  return {
    figure: of.figure,
    counted: await countSource(db, source, of.by),
    base: baseOf(asked, of.figure),
    seesMoney: seesMoney(asked, source),
  };
}

const PERIODLESS: readonly FigureName[] = ['deals_open', 'limbo_now', 'returned_waiting'];

export function baseOf({ period }: Asked, figure: FigureName): FilterValues {
  return PERIODLESS.includes(figure) ? {} : { from: period.from, to: period.to };
}

function seesMoney({ scope }: Asked, source: Source): boolean {
  return !scope.hidden.has(source.entity === 'invoice' ? 'invoice.total' : 'deal.amount');
}

export type Cut = Partial<Record<FilterName, string | null>>;

function part({ counted }: Tally, cut: Cut): Counted[] {
  return counted.filter(({ keys }) => (Object.keys(cut) as FilterName[]).every((name) => keys[name] === cut[name]));
}

/** What opens a part: a campaign of null is asked for as "no campaign". */
export function opensOf({ figure, base }: Pick<Tally, 'figure' | 'base'>, cut: Cut): Opens {
  const { campaignId, ...others } = cut;
  const campaign = campaignId === undefined ? {} : campaignId === null ? { noCampaign: true } : { campaignId };
  return { figure, ...base, ...campaign, ...others } as Opens;
}

export function sizeOf(tally: Tally, cut: Cut = {}): number {
  return part(tally, cut).reduce((sum, { n }) => sum + n, 0);
}

export function countOf(tally: Tally, cut: Cut = {}): CountFigure {
  return { n: sizeOf(tally, cut), opens: opensOf(tally, cut) };
}

/** `tally` of `whole`. */
export function shareOf(tally: Tally, whole: Tally | number, cut: Cut = {}): RateFigure {
  return { ...rateOf(sizeOf(tally, cut), typeof whole === 'number' ? whole : sizeOf(whole, cut)), opens: opensOf(tally, cut) };
}

export function sumsOf(counted: readonly Counted[]): { currency: string; amountMinor: number; n: number }[] {
  const sums = new Map<string, { currency: string; amountMinor: number; n: number }>();
  for (const { currency, valued, amount } of counted) {
    if (valued === 0 || currency === null) continue;
    const known = sums.get(currency) ?? { currency, amountMinor: 0, n: 0 };
    sums.set(currency, { currency, amountMinor: known.amountMinor + (amount ?? 0), n: known.n + valued });
  }
  return [...sums.values()].sort((a, b) => b.amountMinor - a.amountMinor || (a.currency < b.currency ? -1 : 1));
}

export function moneyOf(tally: Tally, cut: Cut = {}): MoneyFigure {
  const counted = part(tally, cut);
  const n = counted.reduce((sum, one) => sum + one.n, 0);
  const valued = counted.reduce((sum, one) => sum + one.valued, 0);
  return { n, without: n - valued, sums: tally.seesMoney ? sumsOf(counted) : null, opens: opensOf(tally, cut) };
}

/** Every value of a key that has a row in one of the tallies. */
export function valuesOf(name: FilterName, tallies: readonly Tally[]): (string | null)[] {
  return [...new Set(tallies.flatMap(({ counted }) => counted.map(({ keys }) => keys[name] ?? null)))];
}
