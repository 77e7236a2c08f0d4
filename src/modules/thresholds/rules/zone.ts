import { DEMANDS, DEMANDS_OF, type Demand, type Need, type Party, type Terms } from '../schema.ts';
import { type Row, WEEKS_PER_MONTH } from './table.ts';

export type Needs = Readonly<Record<Party, Pick<Need, Demand>>>;

/** How one demand alone would have to give so that some cut-off suits both sides. */
export interface Giving {
  demand: Demand;
  party: Party;
  asked: number;
  would: number;
  cut: number;
}

export interface Zone {
  /** Cut-offs that give both sides what they need, the highest first. */
  cuts: number[];
  /** Those that suit each side alone. */
  sales: number[];
  marketing: number[];
  /** Where no cut-off suits both: each way in which one demand alone would close the gap. Empty where none can alone. */
  gap: Giving[];
}

const AT_MOST: readonly Demand[] = ['mostPerWeek'];

/** What a row gives on each demand; null where it is not known. Money and leads are of a month, as the demands are. */
export function givesOf(row: Pick<Row, 'precision' | 'perWeek' | 'won' | 'leads'>, { valueMinor }: Pick<Terms, 'valueMinor'>) {
  const wonPerWeek = row.leads > 0 ? (row.won / row.leads) * row.perWeek : 0;
  return {
    leastPrecision: row.precision.rate,
    mostPerWeek: row.perWeek,
    leastPerMonth: row.perWeek * WEEKS_PER_MONTH,
    leastValueMinor: valueMinor === null ? null : wonPerWeek * WEEKS_PER_MONTH * valueMinor,
  };
}

function meets(gives: ReturnType<typeof givesOf>, demand: Demand, asked: number | null): boolean {
  if (asked === null) return true;
  const given = gives[demand];
  if (given === null) return false;
  return AT_MOST.includes(demand) ? given <= asked : given >= asked;
}

/** The cut-offs that give both sides what they need; or what closing the gap between them would take. A cut-off that hands nobody off suits nobody. */
export function zoneOf(table: readonly Row[], needs: Needs, terms: Pick<Terms, 'valueMinor'>): Zone {
  const rows = table.filter(({ leads }) => leads > 0).map((row) => ({ cut: row.cut, gives: givesOf(row, terms) }));
  const asked: Record<Demand, number | null> = {
    leastPrecision: needs.sales.leastPrecision,
    mostPerWeek: needs.sales.mostPerWeek,
    leastPerMonth: needs.marketing.leastPerMonth,
    leastValueMinor: needs.marketing.leastValueMinor,
  };
  const meeting = (demands: readonly Demand[]) => rows.filter(({ gives }) => demands.every((one) => meets(gives, one, asked[one])));
  const cuts = meeting(DEMANDS).map(({ cut }) => cut);
  const gap =
    cuts.length > 0 ? [] : DEMANDS.flatMap((demand) => givingOf(demand, asked[demand], meeting(DEMANDS.filter((one) => one !== demand))));
  return {
    cuts,
    sales: meeting(DEMANDS_OF.sales).map(({ cut }) => cut),
    marketing: meeting(DEMANDS_OF.marketing).map(({ cut }) => cut),
    gap,
  };
}

function givingOf(demand: Demand, asked: number | null, rows: readonly { cut: number; gives: ReturnType<typeof givesOf> }[]): Giving[] {
  if (asked === null) return [];
  const known = rows.flatMap(({ cut, gives }) => {
    const would = gives[demand];
    return would === null ? [] : [{ cut, would }];
  });
  const [nearest] = known.sort((a, b) => (AT_MOST.includes(demand) ? a.would - b.would : b.would - a.would));
  return nearest ? [{ demand, party: DEMANDS_OF.sales.includes(demand) ? 'sales' : 'marketing', asked, ...nearest }] : [];
}
