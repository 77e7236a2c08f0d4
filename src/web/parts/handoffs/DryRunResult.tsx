import { Button, Checkbox, Loader } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useState } from 'react';
import { dryRunRouting } from '#modules/handoffs/contract/dryrun.ts';
import { playDecision } from '#modules/meetings/contract/effect.ts';
import type { InputOf, OutputOf } from '#platform/shared/contract.ts';
import { useReadPages } from '../../data.ts';
import { useFormat } from '../../format.ts';
import { paths } from '../../paths.ts';
import { useTexts } from '../../texts/texts.ts';
import { Figure, Figures } from '../../ui/Figure.tsx';
import { Go } from '../../ui/Go.tsx';
import { Mark, When } from '../../ui/marks.tsx';
import { ProblemNotice } from '../../ui/ProblemNotice.tsx';
import { ReadTable } from '../../ui/ReadTable.tsx';
import { Scroll } from '../../ui/Scroll.tsx';
import classes from '../agreements/agreements.module.css';
import tables from '../scoring/scoring.module.css';

type Result = OutputOf<typeof dryRunRouting>;
type Row = Result['items'][number];
/** A draft and the days over which it is played. */
export type DryRunAsked = Pick<InputOf<typeof dryRunRouting>, 'from' | 'to' | 'territories' | 'seats'>;
type Shown = Pick<InputOf<typeof dryRunRouting>, 'only' | 'wouldGet' | 'got'>;
const DIFFERING: Shown = { only: 'differs' };

/** Who would have got what: per person against the limit, and every hand-off with its why. A figure opens its rows. */
export function DryRunResult({ asked }: { asked: DryRunAsked }) {
  return <Played endpoint={dryRunRouting} asked={asked} />;
}

/** The same of the change that a decision would make. */
export function DecidedRoutes({ id }: { id: string }) {
  return <Played endpoint={playDecision} asked={{ id }} folded />;
}

/** `folded`: the rows stand there once a figure is opened. */
type Asked = { folded?: boolean } & (
  | { endpoint: typeof dryRunRouting; asked: DryRunAsked }
  | { endpoint: typeof playDecision; asked: { id: string } }
);

function Played({ endpoint, asked, folded = false }: Asked) {
  const { routing, ui } = useTexts();
  const texts = routing.dry;
  const [shown, show] = useState<Shown | null>(folded ? null : DIFFERING);
  const run = useReadPages<typeof dryRunRouting | typeof playDecision>(endpoint, { ...asked, ...(shown ?? DIFFERING) });
  const [result] = run.data?.pages ?? [];
  if (run.error) return <ProblemNotice problem={run.error} onRetry={() => void run.refetch()} />;
  if (!result) return <Loader size="sm" aria-label={ui.common.loading} />;
  if (result.total === 0) return <p className={classes.quiet}>{texts.nothing}</p>;
  return (
    <>
      <DryRunFigures result={result} onShow={show} />
      {shown && (
        <>
          <Checkbox
            label={texts.onlyDiffering}
            checked={shown.only === 'differs'}
            onChange={(event) => show({ only: event.currentTarget.checked ? 'differs' : 'all' })}
          />
          <DryRunRows rows={run.data?.pages.flatMap(({ items }) => items) ?? []} />
          {run.hasNextPage && (
            <Button variant="default" onClick={() => void run.fetchNextPage()} loading={run.isFetchingNextPage}>
              {texts.more}
            </Button>
          )}
        </>
      )}
    </>
  );
}

function DryRunFigures({ result, onShow }: { result: Result; onShow: (shown: Shown) => void }) {
  const { routing, agreement } = useTexts();
  const texts = routing.dry;
  const format = useFormat();
  return (
    <>
      <Figures>
        <Figure label={texts.total} value={format.number(result.total)} onOpen={() => onShow({ only: 'all' })} />
        <Figure label={texts.differs} value={format.number(result.differs)} onOpen={() => onShow({ only: 'differs' })} />
        <Figure label={texts.toCatcher} value={format.number(result.toCatcher)} onOpen={() => onShow({ only: 'catcher' })} />
        <Figure label={texts.toPools} value={format.number(result.toPools)} onOpen={() => onShow({ only: 'pool' })} />
      </Figures>
      <Scroll label={texts.would}>
        <ReadTable className={tables.points}>
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
                    onOpen={() => onShow({ wouldGet: load.member.id })}
                  />
                </td>
                <td>
                  <Figure inline label={load.member.name} value={format.number(load.got)} onOpen={() => onShow({ got: load.member.id })} />
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
        </ReadTable>
      </Scroll>
    </>
  );
}

function DryRunRows({ rows }: { rows: readonly Row[] }) {
  const { routing, loop } = useTexts();
  const texts = routing.dry;
  const why = (row: Row) => {
    const way = row.through ? routing.through[row.through] : (row.rule ?? loop.brief.routes[row.route]);
    const passed = row.passed.map(({ name, why: reason }) => `${name} (${routing.passedWhy[reason]})`).join(', ');
    return passed ? `${way} · ${routing.passed(passed)}` : way;
  };
  return (
    <Scroll label={texts.total}>
      <ReadTable className={tables.points}>
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
          {rows.map((row) => (
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
      </ReadTable>
    </Scroll>
  );
}
