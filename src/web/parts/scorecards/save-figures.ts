import type { getScorecard } from '#modules/handoffs/contract/scorecard.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { saveFile } from '../../api.ts';
import { csvOf } from '../../ui/csv.ts';

/** The figures of the promises as a file, numbers plain. */
export function saveFigures({ lines, asOf }: OutputOf<typeof getScorecard>, name: string): void {
  const heads = [
    'side',
    'promise',
    'k',
    'n',
    'rate',
    'low',
    'high',
    'target',
    'chance',
    'late',
    'passed',
    'open',
    'excused',
    'customer_first',
    'as_of',
  ];
  const rows = lines.map((line) => [
    line.party,
    line.title,
    line.k,
    line.n,
    line.rate ?? '',
    line.low,
    line.high,
    line.target,
    line.chance,
    line.metLate,
    line.breached,
    line.open,
    line.excused,
    line.metByCustomer,
    asOf,
  ]);
  saveFile(new Blob([csvOf([heads, ...rows])], { type: 'text/csv' }), `${name}.csv`);
}
