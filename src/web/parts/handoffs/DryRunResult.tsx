import { Checkbox } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useState } from 'react';
import type { dryRunRouting } from '#modules/handoffs/contract/dryrun.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { useFormat } from '../../format.ts';
import { paths } from '../../paths.ts';
import { useTexts } from '../../texts/texts.ts';
import { Figure, Figures } from '../../ui/Figure.tsx';
import { Go } from '../../ui/Go.tsx';
import { Mark, When } from '../../ui/marks.tsx';
import { Scroll } from '../../ui/Scroll.tsx';
import classes from '../agreements/agreements.module.css';
import tables from '../scoring/scoring.module.css';

type Result = OutputOf<typeof dryRunRouting>;
type Row = Result['items'][number];
const MOST = 200;

/** Who would have got what: per person against the limit, and every hand-off with its why. */
export function DryRunResult({ result }: { result: Result }) {
  const { routing, agreement, loop } = useTexts();
  const texts = routing.dry;
  const format = useFormat();
  const [only, setOnly] = useState<(row: Row) => boolean>(
    () =>
      ({ differs }: Row) =>
        differs,
  );
  const show = (which: (row: Row) => boolean) => setOnly(() => which);
  if (result.total === 0) return <p className={classes.quiet}>{texts.nothing}</p>;
  const why = (row: Row) => {
    const way = row.through ? routing.through[row.through] : (row.rule ?? loop.brief.routes[row.route]);
    const passed = row.passed.map(({ name, why: reason }) => `${name} (${routing.passedWhy[reason]})`).join(', ');
    return passed ? `${way} · ${routing.passed(passed)}` : way;
  };
  const rows = result.items.filter(only);
  return (
    <>
      <Figures>
        <Figure label={texts.total} value={format.number(result.total)} onOpen={() => show(() => true)} />
        <Figure label={texts.differs} value={format.number(result.differs)} onOpen={() => show(({ differs }) => differs)} />
        <Figure label={texts.toCatcher} value={format.number(result.toCatcher)} onOpen={() => show(({ route }) => route === 'catcher')} />
        <Figure label={texts.toPools} value={format.number(result.toPools)} onOpen={() => show(({ route }) => route === 'pool')} />
      </Figures>
      <Scroll label={texts.would}>
        <table className={tables.table}>
          <thead>
            <tr>
              <th scope="col">{agreement.routing.person}</th>
              <th scope="col">{texts.would}</th>
              <th scope="col">{texts.got}</th>
              <th scope="col">{texts.peak}</th>
              <th scope="col">{agreement.routing.capacity}</th>
            </tr>
          </thead>
          <tbody>
            {result.loads.map((load) => (
              <tr key={load.member.id}>
                <td>{load.member.name}</td>
                <td>
                  <Figure
                    inline
                    label={load.member.name}
                    value={format.number(load.would)}
                    onOpen={() => show(({ would }) => would?.id === load.member.id)}
                  />
                </td>
                <td>
                  <Figure
                    inline
                    label={load.member.name}
                    value={format.number(load.got)}
                    onOpen={() => show(({ actual }) => actual?.id === load.member.id)}
                  />
                </td>
                <td>{format.number(load.peak)}</td>
                <td>
                  {load.capacity === null ? agreement.routing.noLimit : format.number(load.capacity)}{' '}
                  {load.capacity !== null && load.peak > load.capacity && (
                    <Mark tone="soon" icon={IconAlertTriangle}>
                      {texts.over}
                    </Mark>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
      <Checkbox
        label={texts.onlyDiffering}
        checked={rows.length > 0 && rows.every(({ differs }) => differs)}
        onChange={(event) => show(event.currentTarget.checked ? ({ differs }) => differs : () => true)}
      />
      <Scroll label={texts.total}>
        <table className={tables.table}>
          <thead>
            <tr>
              <th scope="col">{texts.lead1}</th>
              <th scope="col">{texts.handedAt}</th>
              <th scope="col">{texts.actual}</th>
              <th scope="col">{texts.wouldGo}</th>
              <th scope="col">{texts.why}</th>
            </tr>
          </thead>
          <tbody>
            {rows.slice(0, MOST).map((row) => (
              <tr key={row.handoffId}>
                <td>{row.name === null ? texts.unnamed : <Go to={paths.lead(row.leadId)}>{row.name}</Go>}</td>
                <td>
                  <When at={row.handedAt} />
                </td>
                <td>{row.actual?.name ?? texts.nobody}</td>
                <td>{row.would?.name ?? row.pool?.name ?? texts.nobody}</td>
                <td>{why(row)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
    </>
  );
}
