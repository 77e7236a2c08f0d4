import { Button, TextInput } from '@mantine/core';
import type { ReactNode } from 'react';
import { getAlignmentReport } from '#modules/coordination/contract/report.ts';
import { GAPS } from '#modules/coordination/schema.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { useRead } from '../../data.ts';
import { useFormat } from '../../format.ts';
import { useNow } from '../../now.ts';
import { useUrlState } from '../../place.ts';
import { useSession } from '../../session.ts';
import { useTexts } from '../../texts/texts.ts';
import { Heads } from '../../ui/Heads.tsx';
import { Money, Side } from '../../ui/marks.tsx';
import { Page } from '../../ui/Page.tsx';
import { ProblemNotice } from '../../ui/ProblemNotice.tsx';
import { ReadTable } from '../../ui/ReadTable.tsx';
import { Scroll } from '../../ui/Scroll.tsx';
import classes from './coordination.module.css';

type Report = OutputOf<typeof getAlignmentReport>;
type Parts = Report['now'];
const DEFAULTS = { month: '' };
const HOUR_S = 3_600;

/** A month of both teams beside the three before it, each component with its n; printed as it stands. */
export function ReportScreen() {
  const texts = useTexts().coordination.report;
  const { workspace } = useSession();
  const [state, change] = useUrlState(DEFAULTS);
  const now = useNow();
  const month = state.month || new Date(now).toISOString().slice(0, 7);
  const { data, error, refetch } = useRead(getAlignmentReport, { month: `${month}-01` }, { keep: true });
  return (
    <Page
      title={`${texts.title} · ${workspace.name} · ${month}`}
      lead={texts.lead}
      actions={
        <>
          <TextInput
            type="month"
            aria-label={texts.month}
            className={classes.screenOnly}
            value={month}
            onChange={(event) => change({ month: event.currentTarget.value })}
          />
          <Button variant="default" className={classes.screenOnly} onClick={() => globalThis.print()}>
            {texts.print}
          </Button>
        </>
      }
    >
      {error && <ProblemNotice problem={error} onRetry={() => void refetch()} />}
      {data?.running && <p className={classes.quiet}>{texts.running}</p>}
      {data && <Components report={data} />}
      {data && <Decisions items={data.decisions} />}
      {data && <Today report={data} />}
    </Page>
  );
}

/** Each line of the table: what it is called, and how it is read from a span. */
function useLines(): { name: string; of: (parts: Parts) => ReactNode }[] {
  const { coordination, ui } = useTexts();
  const texts = coordination.report;
  const format = useFormat();
  const hours = ({ median, n }: { median: number | null; n: number }) =>
    median === null ? texts.none : texts.hours(format.decimal(median / HOUR_S), format.number(n));
  const rate = (of: Parts['accepted']) => (of.n === 0 ? texts.none : format.rate(of));
  const money = (parts: Parts, key: 'booked' | 'invoiced', n: 'deals' | 'invoices') =>
    parts.money && (
      <>
        <Money value={{ amountMinor: parts.money[key], currency: parts.money.currency }} whole /> (n = {format.number(parts.money[n])})
      </>
    );
  return [
    ...(['sales', 'marketing'] as const).map((side) => ({
      name: texts.kept(ui.sides[side]),
      of: ({ sides }: Parts) => {
        const kept = sides.find((one) => one.side === side)?.kept;
        return kept ? rate(kept) : texts.none;
      },
    })),
    { name: texts.accepted, of: ({ accepted }) => rate(accepted) },
    { name: texts.silent, of: ({ silent }) => rate(silent) },
    { name: texts.reasoned, of: ({ reasoned }) => rate(reasoned) },
    { name: texts.verdict, of: ({ verdictSeconds }) => hours(verdictSeconds) },
    { name: texts.nudge, of: ({ nudgeSeconds }) => hours(nudgeSeconds) },
    { name: texts.nudges, of: ({ nudges }) => format.number(nudges) },
    { name: texts.disputes, of: ({ disputes }) => format.number(disputes) },
    { name: texts.discussions, of: ({ discussions }) => `${format.number(discussions.opened)}, ${format.number(discussions.answered)}` },
    { name: texts.booked, of: (parts) => money(parts, 'booked', 'deals') ?? '–' },
    { name: texts.invoiced, of: (parts) => money(parts, 'invoiced', 'invoices') ?? '–' },
  ];
}

function Components({ report }: { report: Report }) {
  const texts = useTexts().coordination.report;
  const format = useFormat();
  const without = report.now.money?.withoutRate ?? 0;
  return (
    <Scroll label={texts.title}>
      <ReadTable>
        <Heads of={[texts.component, texts.now, texts.before]} />
        <tbody>
          {useLines().map(({ name, of }) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              <td>{of(report.now)}</td>
              <td>{of(report.before)}</td>
            </tr>
          ))}
        </tbody>
      </ReadTable>
      {without > 0 && <p className={classes.quiet}>{texts.withoutRate(format.number(without))}</p>}
    </Scroll>
  );
}

function Decisions({ items }: { items: Report['decisions'] }) {
  const { coordination } = useTexts();
  const texts = coordination.report;
  const { drafts } = coordination;
  const format = useFormat();
  return (
    <section>
      <h2 className={classes.heading}>{texts.decisions}</h2>
      {items.length === 0 && <p className={classes.quiet}>{texts.noDecisions}</p>}
      <ul className={classes.cards}>
        {items.map((one) => (
          <li key={one.id} className={classes.card}>
            <h3 className={classes.name}>{one.title}</h3>
            <p className={classes.line}>
              <strong>{one.outcome ? drafts.results[one.outcome] : texts.waits}</strong>
              {one.outcomeNote && <span>{one.outcomeNote}</span>}
              {one.measure && <span className={classes.quiet}>{drafts.seenBy(one.measure)}</span>}
              {one.checkOn && <span className={classes.quiet}>{drafts.checkedOn(format.date(one.checkOn))}</span>}
            </p>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Today({ report }: { report: Report }) {
  const { coordination } = useTexts();
  const texts = coordination.report;
  const format = useFormat();
  const missing = report.gaps.flatMap(({ gap, missing: n, total }) => {
    const known = GAPS.find((one) => one === gap);
    return known ? [{ gap: known, n, total }] : [];
  });
  return (
    <>
      <section>
        <h2 className={classes.heading}>{texts.open}</h2>
        <p className={classes.line}>
          {report.openAsks.map(({ side, open, overdue }) => (
            <span key={side}>
              <Side side={side} /> {texts.openOf(format.number(open), format.number(overdue))}
            </span>
          ))}
        </p>
      </section>
      <section>
        <h2 className={classes.heading}>{texts.gaps}</h2>
        {missing.length === 0 && <p className={classes.quiet}>{texts.noGaps}</p>}
        <ul>
          {missing.map(({ gap, n, total }) => (
            <li key={gap}>
              {coordination.gaps.names[gap]}: {coordination.gaps.missing(format.number(n), format.number(total))}
            </li>
          ))}
        </ul>
      </section>
    </>
  );
}
