import { getTaxonomyHealth } from '#modules/handoffs/contract/disputes.ts';
import { useRead } from '../../data.ts';
import { useFormat } from '../../format.ts';
import { paths } from '../../paths.ts';
import { useTexts } from '../../texts/texts.ts';
import { Figure, Figures } from '../../ui/Figure.tsx';
import { Go } from '../../ui/Go.tsx';
import { ProblemNotice } from '../../ui/ProblemNotice.tsx';
import classes from '../agreements/agreements.module.css';

/** Below this the definition is the problem (J. R. Landis, G. G. Koch, 1977: fair agreement at best). */
const FAIR = 0.4;

/** Whether both sides mean the same by a good lead. */
export function TaxonomyHealth() {
  const { disputes } = useTexts();
  const texts = disputes.health;
  const format = useFormat();
  const { data, error, refetch } = useRead(getTaxonomyHealth, {}, { topics: ['dispute', 'handoff'] });
  if (error) return <ProblemNotice problem={error} onRetry={() => void refetch()} />;
  if (!data) return null;
  const { kappa, cases } = data;
  const two = (value: number) => format.decimal(value, 2);
  const range = kappa.enough
    ? texts.range({ low: two(kappa.low), high: two(kappa.high), n: format.number(kappa.n) })
    : texts.few(format.number(kappa.n));
  const verdict = kappa.kappa === null || !kappa.enough ? texts.none : kappa.kappa < FAIR ? texts.poor : texts.fine;
  return (
    <section className={classes.side}>
      <p className={classes.text}>{texts.lead}</p>
      <Figures>
        <Figure label={texts.kappa} value={kappa.kappa === null ? '–' : two(kappa.kappa)} definition={verdict} beside={range} />
        <Figure label={texts.bothGood} value={format.number(cases.both)} />
        <Figure label={texts.onlySales} value={format.number(cases.sales)} />
        <Figure label={texts.onlyMarketing} value={format.number(cases.marketing)} />
        <Figure label={texts.bothPoor} value={format.number(cases.neither)} />
      </Figures>
      <p className={classes.text}>{verdict}</p>
      <Figures>
        <Figure label={texts.disputed} rate={data.disputed} to={paths.disputes()} />
        <Figure label={texts.overturned} rate={data.overturned} to={paths.disputes()} />
        <Figure label={texts.other} rate={data.other} to={paths.settings('reasons')} />
      </Figures>
      {data.reviewReasons && (
        <p className={classes.problem}>
          {texts.review} <Go to={paths.settings('reasons')}>{texts.openReasons}</Go>
        </p>
      )}
    </section>
  );
}
