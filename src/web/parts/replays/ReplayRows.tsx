import { CLIMBS, CLOCK_STATES } from '#modules/agreements/schema.ts';
import { listReplayRows } from '#modules/replays/contract.ts';
import { useReadPages } from '../../data.ts';
import { paths } from '../../paths.ts';
import { useTexts } from '../../texts/texts.ts';
import { Go } from '../../ui/Go.tsx';
import { Mark, When } from '../../ui/marks.tsx';
import { Rows } from '../handoffs/ScorecardRows.tsx';
import { bandName } from '../leads/channel.ts';

export interface ReplayRowsProps {
  id: string;
  line: { lineId: string; title: string };
  states: readonly string[];
  band: string;
  climbed: string;
}

/** The clocks that would have run behind a figure of a replay. */
export function ReplayRows({ id, line, states, band, climbed }: ReplayRowsProps) {
  const { replay: texts } = useTexts();
  const chosen = CLOCK_STATES.filter((state) => states.includes(state));
  const step = CLIMBS.find((one) => one === climbed);
  const input = {
    id,
    lineId: line.lineId,
    ...(chosen.length > 0 ? { states: chosen } : {}),
    ...(band ? { band } : {}),
    ...(step ? { climbed: step } : {}),
  };
  const list = useReadPages(listReplayRows, input, { topics: ['replay'] });
  const items = list.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <Rows
      title={`${texts.rows}: ${line.title}${step ? `, ${texts.climbs[step]}` : ''}`}
      mark={`${line.lineId}.${states.join('.')}.${band}.${climbed}`}
      heads={[texts.lead2, texts.state, texts.stratum, texts.began, texts.due, texts.met]}
      list={list}
      empty={items.length === 0}
    >
      {items.map((row) => (
        <tr key={row.id}>
          <td>{row.leadId === null ? texts.hidden : <Go to={paths.lead(row.leadId)}>{row.label}</Go>}</td>
          <td>
            <Mark>{texts.clocks[row.state]}</Mark>
          </td>
          <td>{bandName(row.band)}</td>
          <td>
            <When at={row.startedAt} form="moment" />
          </td>
          <td>
            <When at={row.dueAt ?? row.breachedAt} form="moment" />
          </td>
          <td>
            <When at={row.metAt} form="moment" />
          </td>
        </tr>
      ))}
    </Rows>
  );
}
