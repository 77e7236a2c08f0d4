import { listGoalRows } from '#modules/goals/contract/goals.ts';
import type { Endpoint, InputOf, OutputOf } from '#platform/shared/contract.ts';
import { useFormat } from '../../format.ts';
import { paths } from '../../paths.ts';
import { Side, When } from '../../ui/marks.tsx';
import { type RowLine, RowsDrawer } from '../reports/RowsDrawer.tsx';

type Row = OutputOf<typeof listGoalRows>['items'][number];

export interface OpenedRows<E extends Endpoint = Endpoint> {
  title: string;
  endpoint: E;
  input: InputOf<E>;
  write: (value: number) => string;
}

const ADDRESS = { contact: paths.contact, lead: paths.lead, deal: paths.deal, invoice: paths.invoice, campaign: paths.campaign } as const;
const TOPICS = ['goal', 'lead', 'deal', 'invoice'];

/** The rows behind a figure, of any endpoint that lists them as goals do. */
export function GoalRows({ opened, onClose }: { opened: OpenedRows | null; onClose: () => void }) {
  const format = useFormat();
  const line = (row: Row): RowLine => ({
    id: `${row.entity} ${row.id}`,
    name: row.title === '' ? format.date(row.at) : row.title,
    ...(row.opens ? { to: ADDRESS[row.entity](row.opens) } : {}),
    end: row.value !== null && opened?.write(row.value),
    below: (
      <>
        <When at={row.at} form="moment" /> {row.side !== 'none' && <Side side={row.side} />}
      </>
    ),
  });
  const endpoint = (opened?.endpoint ?? listGoalRows) as typeof listGoalRows;
  const asked = opened && { title: opened.title, input: opened.input as InputOf<typeof listGoalRows> };
  return <RowsDrawer opened={asked} endpoint={endpoint} topics={TOPICS} line={line} onClose={onClose} />;
}
