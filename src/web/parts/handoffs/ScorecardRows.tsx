import { Button } from '@mantine/core';
import { type ReactNode, useEffect, useRef } from 'react';
import { listClocks } from '#modules/agreements/contract/clocks.ts';
import { CLOCK_STATES } from '#modules/agreements/schema.ts';
import { listHandoffs } from '#modules/handoffs/contract/handoffs.ts';
import { CAUSES } from '#modules/handoffs/schema.ts';
import type { InputOf } from '#platform/shared/contract.ts';
import { saveFile } from '../../api.ts';
import { useReadPages } from '../../data.ts';
import { useFormat } from '../../format.ts';
import { paths } from '../../paths.ts';
import { useTexts } from '../../texts/texts.ts';
import { csvOf } from '../../ui/csv.ts';
import { Go } from '../../ui/Go.tsx';
import { When } from '../../ui/marks.tsx';
import { ProblemNotice } from '../../ui/ProblemNotice.tsx';
import { Scroll } from '../../ui/Scroll.tsx';
import { ClockMark } from '../agreements/ClockMark.tsx';
import type { Shown } from '../reports/CountOrMoney.tsx';
import { behindInWords, Lines } from '../reports/figures.tsx';
import { PersonName } from '../team/PersonName.tsx';
import { ScoreLabel } from './ScoreLabel.tsx';
import classes from './scorecard.module.css';

interface Range {
  from: string;
  to: string;
}

/** The clocks behind a figure. */
export function ClockRows({ lineId, title, states, range }: { lineId: string; title: string; states: readonly string[]; range: Range }) {
  const { rows: texts } = useTexts().agreement.scorecard;
  const chosen = CLOCK_STATES.filter((state) => states.includes(state));
  const input = { lineId, ...range, ...(chosen.length > 0 ? { states: chosen } : {}) };
  const list = useReadPages(listClocks, input, { topics: ['clock'] });
  const items = list.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <Rows
      title={`${texts.clocks}: ${title}`}
      mark={`${lineId}.${states.join('.')}`}
      heads={[texts.lead, texts.who, texts.state, texts.started, texts.due, texts.met]}
      list={list}
      empty={items.length === 0}
    >
      {items.map((clock) => (
        <tr key={clock.id}>
          <td>{clock.label === null ? texts.hidden : <Go to={paths.lead(clock.subjectId)}>{clock.label}</Go>}</td>
          <td>
            <PersonName person={clock.assignee} />
          </td>
          <td>
            <ClockMark clock={clock} short />
          </td>
          <td>
            <When at={clock.startedAt} form="moment" />
          </td>
          <td>
            <When at={clock.dueAt ?? clock.breachedAt} form="moment" />
          </td>
          <td>
            <When at={clock.metAt} form="moment" />
          </td>
        </tr>
      ))}
    </Rows>
  );
}

const CHOICES: Readonly<Record<string, Partial<InputOf<typeof listHandoffs>>>> = {
  all: {},
  decided: {
    decisions: ['accepted', 'accepted_by_default', 'rejected', 'recycled'],
    causes: CAUSES.filter((cause) => cause !== 'exploration'),
  },
  pending: { decisions: ['pending'] },
  accepted_by_default: { decisions: ['accepted_by_default'] },
  later: { decisions: ['accepted', 'accepted_by_default'], returned: true },
  override: { causes: ['override'] },
  sample: { causes: ['exploration'] },
  threshold: { causes: ['threshold'] },
  threshold_decided: { causes: ['threshold'], decisions: ['accepted', 'accepted_by_default', 'rejected', 'recycled'] },
};

/** The hand-offs behind a figure. */
export function HandoffRows({
  choice,
  reasonId,
  range,
  shown = 'count',
}: {
  choice: string;
  reasonId: string;
  range: Range;
  shown?: Shown;
}) {
  const { agreement, loop, reports } = useTexts();
  const format = useFormat();
  const { rows: texts } = agreement.scorecard;
  const input = { ...range, ...(reasonId ? { reasonId } : CHOICES[choice]) };
  const list = useReadPages(listHandoffs, input, { topics: ['handoff'] });
  const items = list.data?.pages.flatMap((page) => page.items) ?? [];
  const currency = list.data?.pages[0]?.currency ?? '';
  const inMoney = shown === 'money' && items.some(({ behind }) => behind);
  return (
    <Rows
      title={texts.handoffs}
      mark={`${choice}.${reasonId}`}
      heads={[
        texts.lead,
        ...(inMoney ? [reports.behind.name] : []),
        texts.score,
        texts.who,
        texts.handed,
        texts.verdict,
        texts.reason,
        texts.note,
      ]}
      list={list}
      empty={items.length === 0}
    >
      {items.map((row) => (
        <tr key={row.id}>
          <td>{row.name === null ? texts.hidden : <Go to={paths.lead(row.leadId)}>{row.name}</Go>}</td>
          {inMoney && (
            <td>
              <Lines of={row.behind ? behindInWords({ ...row.behind, currency }, { format, texts: reports.behind, style: 'whole' }) : []} />
            </td>
          )}
          <td>
            <ScoreLabel label={row.label} />
          </td>
          <td>
            <PersonName person={row.assignee} />
          </td>
          <td>
            <When at={row.handedAt} form="moment" />
          </td>
          <td>{row.decision ? loop.brief.decisions[row.decision] : loop.brief.pending}</td>
          <td>{row.reason?.label ?? '–'}</td>
          <td>{[row.note, row.overrideReason, ...row.contradictions].filter(Boolean).join(' · ') || '–'}</td>
        </tr>
      ))}
    </Rows>
  );
}

interface RowsProps {
  title: string;
  /** Changes when another figure was opened: then the rows come into view. */
  mark: string;
  heads: readonly string[];
  list: {
    error: unknown;
    hasNextPage: boolean;
    isFetchingNextPage: boolean;
    fetchNextPage: () => unknown;
    refetch: () => unknown;
    data: unknown;
  };
  empty: boolean;
  children: ReactNode;
}

export function Rows({ title, mark, heads, list, empty, children }: RowsProps) {
  const { rows: texts } = useTexts().agreement.scorecard;
  const { rowsCsv } = useTexts().scorecard;
  const heading = useRef<HTMLHeadingElement>(null);
  const table = useRef<HTMLTableElement>(null);
  const save = () => {
    const shown = [...(table.current?.rows ?? [])].map((row) => [...row.cells].map((cell) => cell.textContent ?? ''));
    saveFile(new Blob([csvOf(shown)], { type: 'text/csv' }), `${title}.csv`);
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: once for each figure that is opened
  useEffect(() => heading.current?.scrollIntoView({ block: 'start', behavior: 'smooth' }), [mark]);
  return (
    <section className={classes.section}>
      <h2 ref={heading} className={classes.heading}>
        {title}
      </h2>
      {Boolean(list.error) && <ProblemNotice problem={list.error} onRetry={() => void list.refetch()} />}
      {empty && Boolean(list.data) && <p className={classes.quiet}>{texts.none}</p>}
      {!empty && (
        <Scroll label={title}>
          <table ref={table} className={classes.rows}>
            <thead>
              <tr>
                {heads.map((head) => (
                  <th key={head} scope="col">
                    {head}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>{children}</tbody>
          </table>
        </Scroll>
      )}
      {!empty && (
        <div className={classes.screenOnly}>
          <Button variant="subtle" size="compact-xs" onClick={save}>
            {rowsCsv}
          </Button>
        </div>
      )}
      {list.hasNextPage && (
        <Button variant="default" onClick={() => void list.fetchNextPage()} loading={list.isFetchingNextPage}>
          {texts.more}
        </Button>
      )}
    </section>
  );
}
