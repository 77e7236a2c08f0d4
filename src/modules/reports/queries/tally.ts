import { sql } from 'kysely';
import { BEHIND, type BehindColumns } from '#modules/leadvalues/queries/behind.ts';
import type { Behind } from '#modules/leadvalues/schema.ts';
import type { Db } from '#platform/db/db.ts';
import { groupBy } from '#platform/shared/group.ts';
import { rateOf } from '#platform/shared/statistics.ts';
import type { CountFigure, MoneyFigure, Opens, RateFigure } from '../contract.ts';
import type { FigureName, FilterName, FilterValues } from '../schema.ts';
import { type Asked, narrowed, rowsOf, type Source } from './sources/source.ts';
import { plainSource } from './sources.ts';

/** The rows of a figure counted by some of its keys, and by currency where it has amounts. */
export interface Counted {
  keys: Partial<Record<FilterName, string | null>>;
  currency: string | null;
  n: number;
  valued: number;
  amount: number | null;
  weighted: number | null;
  /** Money behind the rows, where it was asked for. */
  behind: Readonly<Record<keyof BehindColumns, number | null>>;
}

interface Cutting {
  by?: readonly FilterName[];
  /** With the money behind what is counted. */
  money?: boolean;
}

/** Sources of one family, counted in one reading: what each gives, by the keys. */
async function countFamily(
  db: Db,
  sources: readonly [Source, ...Source[]],
  { by = [], money: withMoney = false }: Cutting,
): Promise<Counted[][]> {
  const [{ from, where, keys, currency, amount, weighted }] = sources;
  const grouped = [
    ...by.map((name, place) => sql`(${keys[name] ?? sql`null`})::text as ${sql.ref(`key${place}`)}`),
    sql`${currency ?? sql`null`}::text as currency`,
  ];
  const counts = sources.flatMap(({ only, behind }, place) => {
    const alone = sources.length === 1 || !only ? sql`` : sql`filter (where ${only})`;
    const column = (name: string) => sql.ref(`${name}${place}`);
    return [
      sql`(count(*) ${alone})::int as ${column('n')}`,
      sql`(count(${amount ?? NOTHING}) ${alone})::int as ${column('valued')}`,
      sql`(sum(${amount ?? NOTHING}) ${alone})::bigint as ${column('amount')}`,
      sql`(sum(${weighted ?? NOTHING}) ${alone})::bigint as ${column('weighted')}`,
      ...(withMoney && behind ? BEHIND.map((name) => sql`(sum(${behind[name] ?? NOTHING}) ${alone})::bigint as ${column(name)}`) : []),
    ];
  });
  const { rows } = await sql<{ currency: string | null } & Record<string, string | number | null>>`
    select ${sql.join([...grouped, ...counts])} from ${from} where ${sources.length === 1 ? rowsOf(sources[0]) : where}
    group by ${sql.join(grouped.map((_, place) => sql.lit(place + 1)))}`.execute(db);
  return sources.map((_, place) =>
    rows.flatMap((row) => {
      const figure = (name: string) => (row[`${name}${place}`] ?? null) as number | null;
      const n = figure('n') ?? 0;
      const values = Object.fromEntries(by.map((name, key) => [name, row[`key${key}`] ?? null])) as Counted['keys'];
      const behind = Object.fromEntries(BEHIND.map((name) => [name, figure(name)])) as Counted['behind'];
      const money = { valued: figure('valued') ?? 0, amount: figure('amount'), weighted: figure('weighted') };
      return n === 0 ? [] : [{ keys: values, currency: row.currency, n, ...money, behind }];
    }),
  );
}

const NOTHING = sql`null::bigint`;

export async function countSource(db: Db, source: Source, cutting: Cutting = {}): Promise<Counted[]> {
  return (await countFamily(db, [source], cutting))[0] ?? [];
}

type PlainFigure = Parameters<typeof plainSource>[0];

/** A figure counted once for a whole report: every part of it is cut from the same counts, and opens the same rows. */
export interface Tally {
  figure: FigureName;
  counted: readonly Counted[];
  /** The period, as the rows are to be asked for. */
  base: FilterValues;
  seesMoney: boolean;
  /** The columns of the money behind it, where that was asked for; and what it is summed in. */
  behind: BehindColumns | undefined;
  currency: string;
}

/** `by`: the keys by which the report cuts the figure. */
export async function tally(db: Db, asked: Asked, { figure, ...cutting }: Cutting & { figure: PlainFigure }): Promise<Tally> {
  return (await tallies(db, asked, { figures: [figure], ...cutting }))[figure];
}

/** Several figures by the same keys; those of one family are read once. */
export async function tallies<F extends PlainFigure>(
  db: Db,
  asked: Asked,
  { figures, ...cutting }: Cutting & { figures: readonly F[] },
): Promise<Record<F, Tally>> {
  const sources = figures.map((figure) => ({ figure, source: narrowed(plainSource(figure, asked), asked.filters) }));
  const found: [F, Tally][] = [];
  for (const [first, ...others] of groupBy(sources, ({ figure, source }) => source.family ?? figure).values()) {
    if (!first) continue;
    const family = [first, ...others];
    const counted = await countFamily(db, [first.source, ...others.map(({ source }) => source)], cutting);
    for (const [place, { figure, source }] of family.entries())
      found.push([
        figure,
        {
          figure,
          counted: counted[place] ?? [],
          base: baseOf(asked, figure),
          seesMoney: seesMoney(asked, source),
          behind: cutting.money ? source.behind : undefined,
          currency: asked.currency,
        },
      ]);
  }
  return Object.fromEntries(found) as Record<F, Tally>;
}

const PERIODLESS: readonly FigureName[] = ['deals_open', 'limbo_now', 'returned_waiting'];

export function baseOf({ period }: Asked, figure: FigureName): FilterValues {
  return PERIODLESS.includes(figure) ? {} : { from: period.from, to: period.to };
}

function seesMoney({ scope }: Asked, source: Source): boolean {
  return !scope.hidden.has(source.entity === 'invoice' ? 'invoice.total' : 'deal.amount');
}

export type Cut = Partial<Record<FilterName, string | null>>;

function part({ counted }: Pick<Tally, 'counted'>, cut: Cut): Counted[] {
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

/** The money behind a part, to be spread into its figure; nothing where none was asked for or the role may not see it. */
export function behindOf(tally: Pick<Tally, 'behind' | 'currency' | 'counted'>, cut: Cut = {}): Behind | undefined {
  const { behind, currency } = tally;
  if (!behind) return undefined;
  const counted = part(tally, cut);
  const sum = (name: keyof BehindColumns) => counted.reduce((all, one) => all + (one.behind[name] ?? 0), 0);
  return {
    currency,
    openMinor: sum('openMinor'),
    wonMinor: sum('wonMinor'),
    invoicedMinor: behind.invoicedMinor && sum('invoicedMinor'),
    worthMinor: sum('worthMinor'),
    withoutRate: sum('withoutRate'),
  };
}

/** What is behind the rest of a whole. */
export function behindRest(whole: Behind | undefined, piece: Behind | undefined): Behind | undefined {
  if (!whole || !piece) return undefined;
  return {
    currency: whole.currency,
    openMinor: whole.openMinor - piece.openMinor,
    wonMinor: whole.wonMinor - piece.wonMinor,
    invoicedMinor: whole.invoicedMinor === null || piece.invoicedMinor === null ? null : whole.invoicedMinor - piece.invoicedMinor,
    worthMinor: whole.worthMinor - piece.worthMinor,
    withoutRate: whole.withoutRate - piece.withoutRate,
  };
}

export function countOf(tally: Tally, cut: Cut = {}): CountFigure {
  return { n: sizeOf(tally, cut), behind: behindOf(tally, cut), opens: opensOf(tally, cut) };
}

/** `tally` of `whole`. */
export function shareOf(tally: Tally, whole: Tally | number, cut: Cut = {}): RateFigure {
  const rate = rateOf(sizeOf(tally, cut), typeof whole === 'number' ? whole : sizeOf(whole, cut));
  return { ...rate, behind: behindOf(tally, cut), opens: opensOf(tally, cut) };
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
