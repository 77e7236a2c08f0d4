import { getTraining } from '#modules/predictions/contract/predictions.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { useRead } from '../../data.ts';
import { useFormat } from '../../format.ts';
import { useTexts } from '../../texts/texts.ts';
import { Bars } from '../../ui/Bars.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { Figure, Figures } from '../../ui/Figure.tsx';
import { Heads } from '../../ui/Heads.tsx';
import { Mark } from '../../ui/marks.tsx';
import { ProblemNotice } from '../../ui/ProblemNotice.tsx';
import { ReadTable } from '../../ui/ReadTable.tsx';
import { Scroll } from '../../ui/Scroll.tsx';
import { Drift } from './Drift.tsx';
import classes from './predictions.module.css';
import { ReliabilityPlot, type Report } from './ReliabilityPlot.tsx';
import type { Standing } from './standing.ts';

type Trained = OutputOf<typeof getTraining>;
type Quality = Report['quality'];
const MOST_BARS = 15;

/** How good a training is on the newest leads, which it had not seen. */
export function ReportTab({ id, standing }: { id: string | null; standing: Standing }) {
  const texts = useTexts().predictions.report;
  const { data, error, refetch } = useRead(getTraining, { id: id ?? '' }, { topics: ['training'], when: id !== null, keep: true });
  if (error) return <ProblemNotice problem={error} onRetry={() => void refetch()} />;
  if (id === null || (data && !data.report)) return <EmptyState title={texts.none} />;
  if (!data?.report) return null;
  return (
    <div className={classes.stack}>
      <Head trained={data} report={data.report} />
      <div className={classes.columns}>
        <ReliabilityPlot bins={data.report.bins} />
        <div className={classes.stack}>
          <Compared trained={data} report={data.report} />
          <Effects report={data.report} />
        </div>
      </div>
      <Lift report={data.report} />
      <Drift months={standing.drift} />
    </div>
  );
}

function useAucWords() {
  const texts = useTexts().predictions.report;
  const format = useFormat();
  const three = (value: number) => format.decimal(value, 3);
  return ({ auc }: Quality) => {
    if (!auc) return '–';
    return auc.low === auc.high ? three(auc.auc) : texts.between(three(auc.auc), three(auc.low), three(auc.high));
  };
}

function Head({ trained, report }: { trained: Trained; report: Report }) {
  const { report: texts, learners, trainings } = useTexts().predictions;
  const format = useFormat();
  const aucWords = useAucWords();
  const base = report.compared.find(({ name }) => name === 'base_rate')?.quality.brier ?? null;
  const figure = (value: number | null) => (value === null ? '–' : format.decimal(value, 3));
  return (
    <section className={classes.section} aria-label={texts.heading(String(trained.training.number))}>
      <div className={classes.row}>
        <h2 className={classes.heading}>{texts.heading(String(trained.training.number))}</h2>
        {trained.training.inForceFrom && !trained.training.inForceUntil && <Mark>{trainings.inForce}</Mark>}
      </div>
      <p className={classes.sentence}>
        {texts.learned({ n: format.number(report.n), won: format.number(report.won), judged: format.number(report.judged.n) })}
      </p>
      {report.asOf < report.n && <p className={classes.quiet}>{texts.notAsOf(format.number(report.n - report.asOf))}</p>}
      <Figures>
        <Figure label={texts.auc} definition={texts.aucHelp} value={aucWords(report.quality)} />
        <Figure label={texts.brier} definition={texts.brierHelp} value={figure(report.quality.brier)} beside={texts.base(figure(base))} />
        <Figure label={texts.error} definition={texts.errorHelp} value={figure(report.calibrationError)} />
        <Figure label={texts.kind} definition={texts.kindHelp} value={learners[report.chosen]} />
      </Figures>
    </section>
  );
}

function Compared({ trained, report }: { trained: Trained; report: Report }) {
  const { report: texts, trainings } = useTexts().predictions;
  const format = useFormat();
  const aucWords = useAucWords();
  const rows = [
    { id: 'itself', name: texts.yardsticks.itself, quality: report.quality },
    ...(trained.rival ? [{ id: 'rival', name: texts.yardsticks.rival(String(trained.rival.number)), quality: trained.rival.quality }] : []),
    ...report.compared.map(({ name, quality }) => ({ id: name, name: texts.yardsticks[name], quality })),
  ];
  return (
    <section className={classes.section} aria-label={texts.compared}>
      <h3 className={classes.heading}>{texts.compared}</h3>
      <ReadTable className={classes.told}>
        <thead>
          <tr>
            <td />
            <th scope="col">{trainings.cells.auc}</th>
            <th scope="col" data-number>
              {trainings.cells.brier}
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ id, name, quality }) => (
            <tr key={id} data-itself={id === 'itself' || undefined}>
              <th scope="row">{name}</th>
              <td data-whole>{aucWords(quality)}</td>
              <td data-number>{quality.brier === null ? '–' : format.decimal(quality.brier, 3)}</td>
            </tr>
          ))}
        </tbody>
      </ReadTable>
    </section>
  );
}

function Effects({ report }: { report: Report }) {
  const texts = useTexts().predictions;
  const format = useFormat();
  const shown = report.effects.filter(({ effect }) => effect >= 0.005).slice(0, MOST_BARS);
  if (shown.length === 0) return null;
  return (
    <section className={classes.section} aria-label={texts.report.effects}>
      <Bars
        title={texts.report.effects}
        columns={[texts.facts.field, texts.report.effect]}
        bars={shown.map(({ key, label, effect }) => ({ id: key, label, value: effect, text: format.decimal(effect, 2) }))}
      />
      <p className={classes.quiet}>{texts.report.effectsHelp}</p>
    </section>
  );
}

function Lift({ report }: { report: Report }) {
  const texts = useTexts().predictions.report;
  const format = useFormat();
  return (
    <section className={classes.section} aria-label={texts.lift}>
      <h3 className={classes.heading}>{texts.lift}</h3>
      <Scroll label={texts.lift}>
        <ReadTable className={classes.told}>
          <Heads of={[texts.tenth, texts.bin, texts.came, { number: texts.liftColumn }, { number: texts.found }]} />
          <tbody>
            {report.lift.map((row, place) => (
              <tr key={row.share}>
                <th scope="row">{format.number(place + 1)}</th>
                <td>{`≥ ${format.percent(row.from)}`}</td>
                <td>{format.rate(row.came)}</td>
                <td data-number>{row.lift === null ? '–' : texts.times(format.decimal(row.lift, 2))}</td>
                <td data-number>{row.recall === null ? '–' : format.percent(row.recall)}</td>
              </tr>
            ))}
          </tbody>
        </ReadTable>
      </Scroll>
    </section>
  );
}
