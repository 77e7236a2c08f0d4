import { sql } from 'kysely';
import { BEHIND, type BehindColumns } from '#modules/leadvalues/queries/behind.ts';
import type { Behind } from '#modules/leadvalues/schema.ts';
import type { Db } from '#platform/db/db.ts';
import { plannedAnew } from '#platform/db/statements.ts';
import { groupBy } from '#platform/shared/group.ts';
import { rateOf } from '#platform/shared/statistics.ts';
import type { CountFigure, MoneyFigure, Opens, RateFigure } from '../contract.ts';
import type { FigureName, FilterName, FilterValues } from '../schema.ts';
import { type Asked, narrowed, rowsOf, type Source, type Sql } from './sources/source.ts';
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

type Row = { currency: string | null } & Record<string, string | number | null>;

/** A statement that counts, and what its rows say of each source. */
interface Counting {
  statement: Sql;
  read(rows: readonly Row[]): Counted[][];
}

/** Sources of one family, counted in one reading: what each gives, by the keys. */
function countingOf(sources: readonly [Source, ...Source[]], { by = [], money: withMoney = false }: Cutting): Counting {
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
  const statement = sql`
    select ${sql.join([...grouped, ...counts])} from ${from} where ${sources.length === 1 ? rowsOf(sources[0]) : where}
    group by ${sql.join(grouped.map((_, place) => sql.lit(place + 1)))}`;
  return { statement, read: (rows) => sources.map((_, place) => rows.flatMap((row) => countedIn(row, place, by))) };
}

function countedIn(row: Row, place: number, by: readonly FilterName[]): Counted[] {
  const figure = (name: string) => (row[`${name}${place}`] ?? null) as number | null;
  const n = figure('n') ?? 0;
  const values = Object.fromEntries(by.map((name, key) => [name, row[`key${key}`] ?? null])) as Counted['keys'];
  const behind = Object.fromEntries(BEHIND.map((name) => [name, figure(name)])) as Counted['behind'];
  const money = { valued: figure('valued') ?? 0, amount: figure('amount'), weighted: figure('weighted') };
  return n === 0 ? [] : [{ keys: values, currency: row.currency, n, ...money, behind }];
}

const NOTHING = sql`null::bigint`;

async function count(db: Db, { statement, read }: Counting): Promise<Counted[][]> {
  return read((await statement.$castTo<Row>().execute(db)).rows);
}

export async function countSource(db: Db, source: Source, cutting: Cutting = {}): Promise<Counted[]> {
  return (await count(db, countingOf([source], cutting)))[0] ?? [];
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

type Figures<F> = Cutting & { figures: readonly F[] };

/** Several figures by the same keys; those of one family are read once. */
export async function tallies<F extends PlainFigure>(db: Db, asked: Asked, figures: Figures<F>): Promise<Record<F, Tally>> {
  const found: [F, Tally][] = [];
  for (const { counting, tallied } of familiesOf(asked, figures)) found.push(...tallied(await count(db, counting)));
  return Object.fromEntries(found) as Record<F, Tally>;
}

/**
 * Several figures with one statement, for those that look into what it reads once.
 * @param once what stands behind its `with`
 * @param also a select of one row over the same
 */
export async function talliesAtOnce<F extends PlainFigure, A>(
  db: Db,
  asked: Asked,
  { once, also, ...figures }: Figures<F> & { once: Sql; also: Sql },
): Promise<{ tallies: Record<F, Tally>; also: A | undefined }> {
  const families = familiesOf(asked, figures);
  const columns = families.map(
    ({ counting }, place) => sql`(select coalesce(jsonb_agg(f), '[]') from (${counting.statement}) f) as ${sql.ref(`family${place}`)}`,
  );
  const { rows } = await sql<Record<string, readonly Row[]> & { also: A }>`${plannedAnew} with ${once}
    select ${sql.join([...columns, sql`(select to_jsonb(one) from (${also}) one) as also`])}`.execute(db);
  const [row] = rows;
  const found = families.flatMap(({ counting, tallied }, place) => tallied(counting.read(row?.[`family${place}`] ?? [])));
  return { tallies: Object.fromEntries(found) as Record<F, Tally>, also: row?.also };
}

interface Family<F> {
  counting: Counting;
  tallied(counted: readonly Counted[][]): [F, Tally][];
}

function familiesOf<F extends PlainFigure>(asked: Asked, { figures, ...cutting }: Figures<F>): Family<F>[] {
  const sources = figures.map((figure) => ({ figure, source: narrowed(plainSource(figure, asked), asked.filters) }));
  return [...groupBy(sources, ({ figure, source }) => source.family ?? figure).values()].flatMap(([first, ...others]) => {
    if (!first) return [];
    const family = [first, ...others];
    const tallied = (counted: readonly Counted[][]) =>
      family.map(({ figure, source }, place): [F, Tally] => [
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
    return [{ counting: countingOf([first.source, ...others.map(({ source }) => source)], cutting), tallied }];
  });
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
