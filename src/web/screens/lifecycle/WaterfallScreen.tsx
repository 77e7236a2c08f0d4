import { type ReactNode, useState } from 'react';
import { SOURCE_TEAMS } from '#modules/leads/schema.ts';
import { getWaterfall, type StageLine } from '#modules/lifecycle/contract.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { useRead } from '../../data.ts';
import { useFormat } from '../../format.ts';
import { FunnelByChannel } from '../../parts/lifecycle/FunnelByChannel.tsx';
import { type LifecycleOpened, LifecycleRows } from '../../parts/lifecycle/LifecycleRows.tsx';
import { CountOrMoney, type Shown } from '../../parts/reports/CountOrMoney.tsx';
import { usePeriodWords } from '../../parts/reports/PeriodChoice.tsx';
import classes from '../../parts/reports/reports.module.css';
import { useShown } from '../../parts/reports/shown.ts';
import { useUrlState } from '../../place.ts';
import { useTexts } from '../../texts/texts.ts';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { Figure } from '../../ui/Figure.tsx';
import { Side } from '../../ui/marks.tsx';
import { Page } from '../../ui/Page.tsx';
import { ProblemNotice } from '../../ui/ProblemNotice.tsx';
import { Scroll } from '../../ui/Scroll.tsx';
import { FILTER_DEFAULTS, inputOf, LeadFilterBar, type LeadInput } from './filters.tsx';

type Report = OutputOf<typeof getWaterfall>;
type SideLine = Report['sides'][number];
type Open = (name: string, more: Omit<NonNullable<LifecycleOpened>['input'], 'limit'>) => void;

/** One waterfall: volume, conversion, velocity and value of each stage, both teams' leads with the same columns. */
export function WaterfallScreen() {
  const { lifecycle } = useTexts();
  const texts = lifecycle.waterfall;
  const [state, change] = useUrlState(FILTER_DEFAULTS);
  const [shown, show] = useShown();
  const input = inputOf(state);
  const { data, error, refetch } = useRead(getWaterfall, input, { topics: ['lead', 'deal'], keep: true });
  const [opened, setOpened] = useState<LifecycleOpened>(null);
  const words = usePeriodWords(data?.period);
  const open: Open = (name, more) => setOpened({ name, input: { ...input, ...more } });
  const empty = data?.sides[0]?.leads === 0;
  return (
    <Page title={texts.title} lead={texts.lead}>
      <LeadFilterBar state={state} onChange={(next) => void change(next)} />
      <CountOrMoney value={shown} onChange={show} />
      {error && <ProblemNotice problem={error} onRetry={() => void refetch()} />}
      {empty && <EmptyState title={texts.empty} />}
      {data && !empty && (
        <>
          <p className={classes.quiet}>{words}</p>
          {data.sides.map((side) => (
            <SideTable key={side.side} side={side} input={input} shown={shown} currency={data.currency} open={open} />
          ))}
          <Lags report={data} />
          <FunnelByChannel channels={data.channels} open={open} />
          <Cohorts report={data} open={open} />
        </>
      )}
      <LifecycleRows opened={opened} onClose={() => setOpened(null)} />
    </Page>
  );
}

const COLUMNS = { count: ['reached', 'standing', 'next', 'median', 'p90'], money: ['reached', 'value', 'standing', 'worth'] } as const;
type Column = (typeof COLUMNS)[Shown][number];

interface SideProps extends Omit<StageProps, 'line'> {
  side: SideLine;
  input: LeadInput;
}

function SideTable({ side, input, shown, currency, open }: SideProps) {
  const { lifecycle } = useTexts();
  const texts = lifecycle.waterfall;
  const format = useFormat();
  const team = SOURCE_TEAMS.find((one) => one === side.side);
  const name = lifecycle.teams[team ?? 'all'];
  const won = side.won.sums?.map((sum) => format.money(sum, 'short')).join(' + ');
  return (
    <section className={classes.section} aria-label={name}>
      <h2 className={classes.heading}>
        {team === 'marketing' || team === 'sales' ? <Side side={team}>{name}</Side> : name}{' '}
        <span className={classes.quiet}>
          {format.number(side.leads)} · {texts.won}: {format.number(side.won.n)} {won && `(${won})`}
        </span>
      </h2>
      <Scroll label={name}>
        <table className={classes.table}>
          <thead>
            <tr>
              <th scope="col">{texts.columns.stage}</th>
              {COLUMNS[shown].map((column) => (
                <th key={column} scope="col">
                  {texts.columns[column]}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {side.stages.map((stage) => (
              <StageRow
                key={stage.stage}
                line={stage}
                shown={shown}
                currency={currency}
                open={(what, more) =>
                  open(`${name}, ${what}`, {
                    ...(team ? { sourceTeam: team } : input.sourceTeam ? { sourceTeam: input.sourceTeam } : {}),
                    ...more,
                  })
                }
              />
            ))}
          </tbody>
        </table>
      </Scroll>
    </section>
  );
}

interface StageProps {
  line: StageLine;
  shown: Shown;
  currency: string;
  open: Open;
}

function StageRow({ line, shown, currency, open }: StageProps) {
  const { lifecycle, leads } = useTexts();
  const texts = lifecycle.waterfall;
  const { columns, definitions } = texts;
  const format = useFormat();
  const { stage } = line;
  const name = leads.stages[stage];
  const days = (value: number | null) =>
    line.stays === 0 ? '–' : value === null ? lifecycle.never : lifecycle.days(format.decimal(value, value < 10 ? 1 : 0));
  const shared = (column: Column) => ({ inline: true, label: `${name}: ${columns[column]}` });
  const money = (minor: number | null) => (minor === null ? '–' : format.money({ amountMinor: Math.round(minor), currency }, 'short'));
  const cells: Record<Column, () => ReactNode> = {
    reached: () => (
      <>
        <Figure
          {...shared('reached')}
          definition={definitions.reached}
          value={format.number(line.reached)}
          onOpen={() => open(`${name}: ${columns.reached}`, { figure: 'reached', stage })}
        />
        {line.skipped > 0 && (
          <div className={classes.quiet}>
            <Figure
              inline
              label={name}
              value={texts.skipped(format.number(line.skipped))}
              onOpen={() => open(texts.skipped(name), { figure: 'skipped', stage })}
            />
          </div>
        )}
      </>
    ),
    standing: () => (
      <Figure
        {...shared('standing')}
        value={format.number(line.standing)}
        onOpen={() => open(`${name}: ${columns.standing}`, { figure: 'standing', stage })}
      />
    ),
    next: () => (
      <>
        {line.next && (
          <Figure
            {...shared('next')}
            definition={definitions.next}
            rate={line.next}
            onOpen={() =>
              open(`${name}: ${columns.next}`, { figure: 'converted', stage, ...(line.youngFrom ? { before: line.youngFrom } : {}) })
            }
          />
        )}
        {line.immature > 0 && <div className={classes.quiet}>{texts.immature(format.number(line.immature))}</div>}
      </>
    ),
    median: () => (
      <>
        <span title={definitions.stay}>{stage === 'customer' ? '–' : days(line.medianDays)}</span>
        {line.stays > 0 && <div className={classes.quiet}>n = {format.number(line.stays)}</div>}
      </>
    ),
    p90: () => (stage === 'customer' ? '–' : days(line.p90Days)),
    value: () => <span title={definitions.value}>{money(line.bookedPerLead)}</span>,
    worth: () => (
      <span title={definitions.worth}>
        {stage === 'customer' || line.standing === 0 ? '–' : money(line.bookedPerLead === null ? null : line.bookedPerLead * line.standing)}
      </span>
    ),
  };
  return (
    <tr>
      <th scope="row">
        {name} <Side side={line.ownedBy} />
      </th>
      {COLUMNS[shown].map((column) => (
        <td key={column} data-label={columns[column]}>
          {cells[column]()}
        </td>
      ))}
    </tr>
  );
}

function Lags({ report }: { report: Report }) {
  const { lifecycle, leads } = useTexts();
  const texts = lifecycle.waterfall;
  const format = useFormat();
  const parts = report.lags
    .filter(({ stage }) => stage !== 'inquiry')
    .map(({ stage, days }) =>
      texts.lag(leads.stages[stage], days === null ? texts.lagUnknown : lifecycle.days(format.decimal(days, days < 10 ? 1 : 0))),
    );
  return (
    <p className={classes.quiet}>
      {texts.lags} {parts.join(' · ')}
    </p>
  );
}

function Cohorts({ report, open }: { report: Report; open: Open }) {
  const { lifecycle, leads } = useTexts();
  const texts = lifecycle.waterfall;
  const format = useFormat();
  const stages = report.cohorts[0]?.stages.filter(({ stage }) => stage !== 'customer') ?? [];
  return (
    <section className={classes.section} aria-label={texts.cohorts}>
      <h2 className={classes.heading}>{texts.cohorts}</h2>
      <Scroll label={texts.cohorts}>
        <table className={classes.table}>
          <thead>
            <tr>
              <th scope="col">{texts.month}</th>
              <th scope="col">{texts.leads}</th>
              {stages.map(({ stage }) => (
                <th key={stage} scope="col">
                  {leads.stages[stage]}: {texts.columns.next.toLowerCase()}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {report.cohorts.map(({ month, leads: n, stages: line }) => (
              <tr key={month}>
                <th scope="row">{month}</th>
                <td data-label={texts.leads}>
                  <Figure
                    inline
                    label={month}
                    value={format.number(n)}
                    onOpen={() => open(month, { figure: 'reached', stage: 'inquiry', month })}
                  />
                </td>
                {line.flatMap(({ stage, next, matureOn, reached }) =>
                  stage === 'customer'
                    ? []
                    : [
                        <td key={stage} data-label={leads.stages[stage]}>
                          {next ? (
                            <Figure
                              inline
                              label={`${month}, ${leads.stages[stage]}`}
                              rate={next}
                              onOpen={() => open(`${month}, ${leads.stages[stage]}`, { figure: 'converted', stage, month })}
                            />
                          ) : (
                            <span className={classes.quiet}>
                              {format.number(reached)} · {matureOn && texts.young(format.date(matureOn))}
                            </span>
                          )}
                        </td>,
                      ],
                )}
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
    </section>
  );
}
