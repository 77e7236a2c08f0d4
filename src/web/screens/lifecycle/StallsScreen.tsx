import { Button, NativeSelect } from '@mantine/core';
import { useState } from 'react';
import { PATH_STAGES } from '#modules/leads/schema.ts';
import type { Amounts } from '#modules/leadvalues/schema.ts';
import { getStalls, type StallLine } from '#modules/lifecycle/contract.ts';
import { STALL_GROUPS, type StallGroup } from '#modules/lifecycle/schema.ts';
import type { InputOf, OutputOf } from '#platform/shared/contract.ts';
import { wilson } from '#platform/shared/statistics.ts';
import { useRead } from '../../data.ts';
import { useFormat } from '../../format.ts';
import { channelName } from '../../parts/leads/channel.ts';
import { Curve } from '../../parts/lifecycle/Curve.tsx';
import { type LifecycleOpened, LifecycleRows } from '../../parts/lifecycle/LifecycleRows.tsx';
import own from '../../parts/lifecycle/lifecycle.module.css';
import { CountOrMoney, type Shown } from '../../parts/reports/CountOrMoney.tsx';
import { BehindFigure, behindInWords, MoneyBehind } from '../../parts/reports/figures.tsx';
import classes from '../../parts/reports/reports.module.css';
import { useShown } from '../../parts/reports/shown.ts';
import { useUrlState } from '../../place.ts';
import { useCan } from '../../session.ts';
import { type Texts, useTexts } from '../../texts/texts.ts';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { Figure } from '../../ui/Figure.tsx';
import { Page } from '../../ui/Page.tsx';
import { ProblemNotice } from '../../ui/ProblemNotice.tsx';
import { Scroll } from '../../ui/Scroll.tsx';
import { Abandoned } from './Abandoned.tsx';
import { FILTER_DEFAULTS, inputOf, LeadFilterBar } from './filters.tsx';
import { StallRuleForm } from './StallRuleForm.tsx';

const DEFAULTS = { ...FILTER_DEFAULTS, by: 'channel', stage: '' };
type Report = OutputOf<typeof getStalls>;
type Stage = NonNullable<InputOf<typeof getStalls>['stage']>;
type Open = (name: string, more: Omit<NonNullable<LifecycleOpened>['input'], 'limit'>) => void;
/** Curves beside each other that can still be compared. */
const MOST_CURVES = 6;

/** Where and when leads stall: in words, as a table, and as survival curves. */
export function StallsScreen() {
  const { lifecycle, leads } = useTexts();
  const texts = lifecycle.stalls;
  const [state, change] = useUrlState(DEFAULTS);
  const by = STALL_GROUPS.find((one) => one === state.by) ?? 'channel';
  const stage = PATH_STAGES.find((one) => one === state.stage);
  const input = inputOf(state);
  const { data, error, refetch } = useRead(
    getStalls,
    { ...input, by, ...(stage ? { stage } : {}) },
    { topics: ['lead', 'stall_rule'], keep: true },
  );
  const [opened, setOpened] = useState<LifecycleOpened>(null);
  const [changing, setChanging] = useState(false);
  const [shown, show] = useShown();
  const money = data?.groups[0]?.behind.leads ?? null;
  const mayChange = useCan('agreement:write');
  const open: Open = (name, more) => setOpened({ name, input: { ...input, ...more } });
  return (
    <Page
      title={texts.title}
      lead={texts.lead}
      actions={
        mayChange && (
          <Button variant="default" onClick={() => setChanging(true)}>
            {texts.change}
          </Button>
        )
      }
    >
      <LeadFilterBar state={state} onChange={(next) => void change(next)} />
      <div className={own.filters}>
        <NativeSelect
          label={texts.by}
          value={by}
          onChange={(event) => change({ by: event.currentTarget.value })}
          data={STALL_GROUPS.map((value) => ({ value, label: texts.groups[value] }))}
        />
        <NativeSelect
          label={texts.stage}
          value={state.stage}
          onChange={(event) => change({ stage: event.currentTarget.value })}
          data={[
            { value: '', label: texts.worstStage },
            ...PATH_STAGES.filter((one) => one !== 'customer').map((value) => ({ value: value as Stage, label: leads.stages[value] })),
          ]}
        />
        {money && <CountOrMoney value={shown} onChange={show} />}
      </div>
      {error && <ProblemNotice problem={error} onRetry={() => void refetch()} />}
      {data && data.leads === 0 && <EmptyState title={texts.empty} />}
      {data && data.leads > 0 && (
        <>
          <Answers report={data} by={by} />
          {money && <MoneyBehind of={data} shown={shown} />}
          <Groups report={data} by={by} open={open} shown={shown} />
          <Curves report={data} by={by} />
          <Thresholds report={data} open={open} shown={shown} />
          <Abandoned input={input} onOpen={() => open(texts.abandoned.title, { figure: 'abandoned' })} />
        </>
      )}
      {data && <StallRuleForm key={JSON.stringify(data.rule)} rule={data.rule} opened={changing} onClose={() => setChanging(false)} />}
      <LifecycleRows opened={opened} onClose={() => setOpened(null)} />
    </Page>
  );
}

function nameOf({ key, label }: StallLine, by: StallGroup, { lifecycle }: Texts): string {
  if (key === '') return lifecycle.unknownGroup;
  if (by === 'source_team') return lifecycle.teams[key as keyof typeof lifecycle.teams] ?? key;
  return by === 'channel' ? channelName(key) : (label ?? lifecycle.unknownGroup);
}

/** What the figures say, in words; the groups with the most leads first. */
function Answers({ report, by }: { report: Report; by: StallGroup }) {
  const texts = useTexts();
  const { sentence } = texts.lifecycle.stalls;
  const format = useFormat();
  const told = report.groups.flatMap((group) => {
    const { worst } = group;
    if (!worst) return [];
    const [from, stage, n] = [nameOf(group, by, texts), texts.leads.stages[worst.stage], format.number(worst.n)];
    if (!worst.enough) return [{ key: group.key, text: sentence.few(from, stage, n) }];
    const text =
      worst.halfGoneDays !== null
        ? sentence.half({ from, stage, days: format.decimal(worst.halfGoneDays, 0), n })
        : sentence.share({ from, stage, share: `${Math.round(worst.goneShare * 100)} %`, n });
    return [{ key: group.key, text }];
  });
  return (
    <ul className={own.answers}>
      {told.slice(0, MOST_CURVES).map((one) => (
        <li key={one.key}>{one.text}</li>
      ))}
    </ul>
  );
}

/** What stands for a count: the number, or in money what is on record behind it. */
function useTold(report: Report, shown: Shown): (count: string, behind: Amounts | null) => readonly string[] {
  const { behind: words } = useTexts().reports;
  const format = useFormat();
  return (count, behind) => {
    if (shown === 'count' || !behind) return [count];
    const amounts = behindInWords({ ...behind, currency: report.currency }, { format, texts: words });
    return amounts.length > 0 ? amounts : ['–'];
  };
}

function Groups({ report, by, open, shown }: { report: Report; by: StallGroup; open: Open; shown: Shown }) {
  const texts = useTexts();
  const { columns, groups } = texts.lifecycle.stalls;
  const { lifecycle, leads, ui } = texts;
  const format = useFormat();
  const { currency } = report;
  const cell = ({ label, counted, behind, onOpen }: { label: string; counted: string; behind: Amounts | null; onOpen: () => void }) =>
    shown === 'money' && behind ? (
      <BehindFigure inline of={{ ...behind, currency }} label={label} open={onOpen} />
    ) : (
      <Figure inline label={label} value={counted} onOpen={onOpen} />
    );
  const percent = (share: number | null) => (share === null ? ui.figure.noData : `${Math.round(share * 100)} %`);
  return (
    <Scroll label={lifecycle.stalls.title}>
      <table className={classes.table}>
        <caption className="hidden-from-sight">{lifecycle.stalls.title}</caption>
        <thead>
          <tr>
            <th scope="col">{groups[by]}</th>
            {(['leads', 'stalled', 'worst', 'gone', 'won', 'lost'] as const).map((column) => (
              <th key={column} scope="col">
                {columns[column]}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {report.groups.map((group) => {
            const name = nameOf(group, by, texts);
            const { worst } = group;
            return (
              <tr key={group.key}>
                <th scope="row">{name}</th>
                <td data-label={columns.leads}>
                  {cell({
                    label: `${name}: ${columns.leads}`,
                    counted: format.number(group.leads),
                    behind: group.behind.leads,
                    onOpen: () => open(name, { figure: 'reached', stage: 'inquiry', by, key: group.key }),
                  })}
                </td>
                <td data-label={columns.stalled}>
                  {cell({
                    label: `${name}: ${columns.stalled}`,
                    counted: format.rate(rateOf(group.stalled, group.leads)),
                    behind: group.behind.stalled,
                    onOpen: () => open(`${name}: ${columns.stalled}`, { figure: 'stalled', by, key: group.key }),
                  })}
                </td>
                <td data-label={columns.worst}>{worst ? `${leads.stages[worst.stage]} (n = ${format.number(worst.n)})` : '–'}</td>
                <td data-label={columns.gone}>
                  {!worst
                    ? '–'
                    : !worst.enough
                      ? ui.figure.noData
                      : worst.halfGoneDays === null
                        ? lifecycle.never
                        : lifecycle.days(format.decimal(worst.halfGoneDays, 0))}
                </td>
                <td data-label={columns.won}>{percent(group.wonBy90)}</td>
                <td data-label={columns.lost}>{percent(group.lostBy90)}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </Scroll>
  );
}

function Curves({ report, by }: { report: Report; by: StallGroup }) {
  const texts = useTexts();
  const shown = report.groups.flatMap((group) => (group.worst?.enough ? [{ group, worst: group.worst }] : [])).slice(0, MOST_CURVES);
  return (
    <section className={`${classes.section} ${own.curves}`} aria-label={texts.lifecycle.stalls.title}>
      {shown.map(({ group, worst }) => (
        <Curve
          key={group.key}
          label={texts.lifecycle.stalls.curve(nameOf(group, by, texts), texts.leads.stages[worst.stage])}
          points={worst.points}
        />
      ))}
    </section>
  );
}

function Thresholds({ report, open, shown }: { report: Report; open: Open; shown: Shown }) {
  const { lifecycle, leads } = useTexts();
  const texts = lifecycle.stalls;
  const format = useFormat();
  const told = useTold(report, shown);
  const { rule } = report;
  return (
    <section className={classes.section} aria-label={texts.thresholds}>
      <h2 className={classes.heading}>{texts.thresholds}</h2>
      <p className={classes.quiet}>{texts.rule(`${Math.round(rule.share * 100)} %`, format.number(rule.quietDays))}</p>
      <ul className={classes.links}>
        {report.thresholds.map(({ stage, days }) => {
          const { stalled = 0, behind = null } = report.stages.find((one) => one.stage === stage) ?? {};
          return (
            <li key={stage}>
              {leads.stages[stage]}: {days === null ? texts.tooFew : lifecycle.days(format.decimal(days, days < 10 ? 1 : 0))} ·{' '}
              <Figure
                inline
                label={`${leads.stages[stage]}: ${texts.columns.stalled}`}
                value={`${told(format.number(stalled), behind).join(', ')} ${texts.columns.stalled.toLowerCase()}`}
                onOpen={() => open(leads.stages[stage], { figure: 'stalled', stage })}
              />
            </li>
          );
        })}
      </ul>
    </section>
  );
}

const rateOf = (k: number, n: number) => ({ k, n, ...wilson(k, n) });
