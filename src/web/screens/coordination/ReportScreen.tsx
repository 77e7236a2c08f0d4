import { Button, TextInput } from '@mantine/core';
import { type Compared, getAlignmentReport, getAlignmentReportFile } from '#modules/coordination/contract/report.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { download } from '../../api.ts';
import { useRead } from '../../data.ts';
import { useFormat } from '../../format.ts';
import { useNow } from '../../now.ts';
import { useUrlState } from '../../place.ts';
import { useSession } from '../../session.ts';
import { useTexts } from '../../texts/texts.ts';
import { Heads } from '../../ui/Heads.tsx';
import { Side } from '../../ui/marks.tsx';
import { Page } from '../../ui/Page.tsx';
import { ProblemNotice } from '../../ui/ProblemNotice.tsx';
import { ReadTable } from '../../ui/ReadTable.tsx';
import { Scroll } from '../../ui/Scroll.tsx';
import { useToast } from '../../ui/toast.tsx';
import { Course } from './Course.tsx';
import classes from './coordination.module.css';
import { useLines } from './report-lines.tsx';

type Report = OutputOf<typeof getAlignmentReport>;
const DEFAULTS = { month: '' };

/** A month of both teams beside the three before it, each component with its n; printed as it stands. */
export function ReportScreen() {
  const texts = useTexts().coordination.report;
  const { workspace } = useSession();
  const [state, change] = useUrlState(DEFAULTS);
  const now = useNow();
  const toast = useToast();
  const format = useFormat();
  const month = state.month || new Date(now).toISOString().slice(0, 7);
  const { data, error, refetch } = useRead(getAlignmentReport, { month: `${month}-01` }, { keep: true });
  return (
    <Page
      title={texts.titleOf(workspace.name, format.month(`${month}-01`))}
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
          <Button
            className={classes.screenOnly}
            onClick={() => void download(getAlignmentReportFile, { month: `${month}-01` }).catch(toast.problem)}
          >
            {texts.save}
          </Button>
        </>
      }
    >
      {error && <ProblemNotice problem={error} onRetry={() => void refetch()} />}
      {data?.running && <p className={classes.quiet}>{texts.running}</p>}
      {data && <Components report={data} />}
      {data && <Course month={`${month}-01`} />}
      {data && <Decisions items={data.decisions} />}
      {data && <Today report={data} />}
    </Page>
  );
}

function Components({ report }: { report: Report }) {
  const texts = useTexts().coordination.report;
  const format = useFormat();
  const lines = useLines();
  const without = report.now.money?.withoutRate ?? 0;
  const points = (share: number) => `${share > 0 ? '+' : ''}${format.number(Math.round(share * 100))}`;
  const change = (compared: Compared) => {
    const found = report.trends.find(({ of }) => of === compared);
    return (
      found && texts.trends[found.trend](texts.points({ at: points(found.difference), low: points(found.low), high: points(found.high) }))
    );
  };
  return (
    <Scroll label={texts.title}>
      <ReadTable className={classes.wide}>
        <Heads of={[texts.component, texts.now, texts.before, texts.change]} />
        <tbody>
          {lines.map(({ name, of, compared }) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              <td>{of(report.now)}</td>
              <td>{of(report.before)}</td>
              <td className={classes.quiet}>{compared && change(compared)}</td>
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
  return (
    <>
      <section>
        <h2 className={classes.heading}>{texts.open}</h2>
        {report.openAsks.map((owed) => (
          <Owed key={owed.side} owed={owed} />
        ))}
      </section>
      <section>
        <h2 className={classes.heading}>{texts.gaps}</h2>
        {report.gaps.length === 0 && <p className={classes.quiet}>{texts.noGaps}</p>}
        <ul>
          {report.gaps.map(({ gap, missing, total }) => (
            <li key={gap}>
              {coordination.gaps.names[gap]}: {coordination.gaps.missing(format.number(missing), format.number(total))}
            </li>
          ))}
        </ul>
      </section>
    </>
  );
}

/** What one side owes today, by kind. */
function Owed({ owed: { side, open, overdue, kinds } }: { owed: Report['openAsks'][number] }) {
  const { coordination, ui } = useTexts();
  const texts = coordination.report;
  const format = useFormat();
  return (
    <>
      <p className={classes.line}>
        <span>
          <Side side={side} /> {texts.openOf(format.number(open), format.number(overdue))}
        </span>
      </p>
      {kinds.length > 0 && (
        <Scroll label={`${texts.open}: ${ui.sides[side]}`}>
          <ReadTable>
            <Heads of={[texts.kind, { number: texts.opens }, { number: texts.overdue }, texts.oldest]} />
            <tbody>
              {kinds.map((one) => (
                <tr key={one.kind}>
                  <th scope="row">{coordination.chase.kinds[one.kind]}</th>
                  <td data-number>{format.number(one.open)}</td>
                  <td data-number>{format.number(one.overdue)}</td>
                  <td>{format.date(one.oldest)}</td>
                </tr>
              ))}
            </tbody>
          </ReadTable>
        </Scroll>
      )}
    </>
  );
}
