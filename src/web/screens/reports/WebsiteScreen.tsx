import { Button, NativeSelect } from '@mantine/core';
import { useState } from 'react';
import { getWebsiteReport, listWebsites, type VisitLine } from '#modules/visits/contract.ts';
import { VISIT_GROUPS } from '#modules/visits/schema.ts';
import type { InputOf } from '#platform/shared/contract.ts';
import { rateOf } from '#platform/shared/statistics.ts';
import { useRead } from '../../data.ts';
import { useFormat } from '../../format.ts';
import own from '../../parts/lifecycle/lifecycle.module.css';
import { daysOf, PeriodChoice, periodNamed } from '../../parts/reports/PeriodChoice.tsx';
import classes from '../../parts/reports/reports.module.css';
import { type OpenedVisits, VisitRows } from '../../parts/visits/VisitRows.tsx';
import { paths } from '../../paths.ts';
import { useUrlState } from '../../place.ts';
import { useTexts } from '../../texts/texts.ts';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { Figure } from '../../ui/Figure.tsx';
import { Go } from '../../ui/Go.tsx';
import { Page } from '../../ui/Page.tsx';
import { ProblemNotice } from '../../ui/ProblemNotice.tsx';

const DEFAULTS = { by: 'source', period: 'month', site: '' };
const COLUMNS = ['human', 'suspected', 'machine', 'known', 'led'] as const;
type Column = (typeof COLUMNS)[number];
type Counts = Omit<VisitLine, 'key' | 'label'>;
type Filter = OpenedVisits['input'];

/** Which visits a column counts. */
const MEANT: Record<Column, Filter> = {
  human: { verdict: 'human' },
  suspected: { verdict: 'suspected' },
  machine: { verdict: 'machine' },
  known: { verdict: 'human', known: true },
  led: { verdict: 'human', known: true, followed: true },
};

/** Who visits the websites, from where, and what became of it. */
export function WebsiteScreen() {
  const texts = useTexts().visits.report;
  const format = useFormat();
  const [state, change] = useUrlState(DEFAULTS);
  const [opened, setOpened] = useState<OpenedVisits | null>(null);
  const by = VISIT_GROUPS.find((one) => one === state.by) ?? 'source';
  const period = periodNamed(state.period, 'month');
  const site: InputOf<typeof getWebsiteReport> = state.site ? { websiteId: state.site } : {};
  const { data, error, refetch } = useRead(
    getWebsiteReport,
    { by, ...site, ...daysOf(period, 'month') },
    { topics: ['visit', 'lead'], keep: true },
  );
  const sites = useRead(listWebsites, { archived: true }, { topics: ['website'] });
  const days = data && { from: data.period.from, to: data.period.to };
  const open = (name: string, more: Filter) => setOpened({ name, input: { ...days, ...site, ...more } });
  const empty = data && data.total.human + data.total.suspected + data.total.machine === 0;
  return (
    <Page title={texts.title} lead={texts.lead}>
      <div className={own.filters}>
        <NativeSelect
          aria-label={texts.by}
          value={by}
          onChange={(event) => void change({ by: event.currentTarget.value })}
          data={VISIT_GROUPS.map((value) => ({ value, label: texts.groups[value] }))}
        />
        <PeriodChoice value={period} onChange={(next) => void change({ period: next })} />
        <NativeSelect
          aria-label={texts.site}
          value={state.site}
          onChange={(event) => void change({ site: event.currentTarget.value })}
          data={[{ value: '', label: texts.allSites }, ...(sites.data?.items ?? []).map(({ id, name }) => ({ value: id, label: name }))]}
        />
        {days && <span className={classes.quiet}>{texts.days(format.date(days.from), format.date(days.to))}</span>}
      </div>
      {error && <ProblemNotice problem={error} onRetry={() => void refetch()} />}
      {empty && (
        <EmptyState
          title={texts.empty}
          body={texts.emptyBody}
          actions={
            data.sites === 0 && (
              <Button component={Go} to={paths.settings('websites')}>
                {texts.setUp}
              </Button>
            )
          }
        />
      )}
      {data && !empty && (
        <div className={classes.scroll}>
          <table className={classes.table}>
            <caption className="hidden-from-sight">{texts.title}</caption>
            <thead>
              <tr>
                <th scope="col">{texts.groups[by]}</th>
                {COLUMNS.map((column) => (
                  <th key={column} scope="col" title={texts.definitions[column]}>
                    {texts.columns[column]}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              <Line
                name={texts.total}
                counts={data.total}
                onOpen={(column) => open(`${texts.total}: ${texts.columns[column]}`, MEANT[column])}
              />
              {data.lines.map((line) => {
                const name = line.label ?? (line.key || texts.none);
                return (
                  <Line
                    key={line.key}
                    name={name}
                    counts={line}
                    onOpen={(column) => open(`${name}: ${texts.columns[column]}`, { ...MEANT[column], by, key: line.key })}
                  />
                );
              })}
            </tbody>
          </table>
          {data.more && <p className={classes.quiet}>{texts.more}</p>}
        </div>
      )}
      <VisitRows opened={opened} onClose={() => setOpened(null)} />
    </Page>
  );
}

function Line({ name, counts, onOpen }: { name: string; counts: Counts; onOpen: (column: Column) => void }) {
  const { columns, definitions } = useTexts().visits.report;
  const format = useFormat();
  const rates = { known: rateOf(counts.known, counts.human), led: rateOf(counts.led, counts.people) };
  return (
    <tr>
      <th scope="row" style={{ overflowWrap: 'anywhere' }}>
        {name}
      </th>
      {COLUMNS.map((column) => (
        <td key={column} data-label={columns[column]}>
          <Figure
            inline
            label={`${name}: ${columns[column]}`}
            definition={definitions[column]}
            {...(column === 'known' || column === 'led' ? { rate: rates[column] } : { value: format.number(counts[column]) })}
            {...(counts[column] > 0 ? { onOpen: () => onOpen(column) } : {})}
          />
        </td>
      ))}
    </tr>
  );
}
