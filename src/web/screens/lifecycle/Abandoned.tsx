import { getAbandoned } from '#modules/lifecycle/contract.ts';
import { useRead } from '../../data.ts';
import { useFormat } from '../../format.ts';
import classes from '../../parts/reports/reports.module.css';
import { useTexts } from '../../texts/texts.ts';
import { Figure, Figures } from '../../ui/Figure.tsx';
import { ProblemNotice } from '../../ui/ProblemNotice.tsx';
import type { LeadInput } from './filters.tsx';

/** Leads that were accepted and left alone, and the money that went with them; the formula stands beside it. */
export function Abandoned({ input, onOpen }: { input: LeadInput; onOpen: () => void }) {
  const texts = useTexts().lifecycle.stalls.abandoned;
  const format = useFormat();
  const { data, error, refetch } = useRead(getAbandoned, input, { topics: ['lead', 'stall_rule', 'handoff'], keep: true });
  if (error) return <ProblemNotice problem={error} onRetry={() => void refetch()} />;
  if (!data) return null;
  const cost = data.acquisition?.sums.map((sum) => format.money(sum)).join(' + ') || '–';
  const notes = [
    texts.formula,
    data.acquisition && data.acquisition.without > 0 ? `${texts.without(format.number(data.acquisition.without))}.` : '',
    data.ownValues ? '' : texts.usual,
  ];
  return (
    <section className={classes.section} aria-label={texts.title}>
      <h2 className={classes.heading}>{texts.title}</h2>
      <p className={classes.quiet}>{texts.help}</p>
      <Figures>
        <Figure label={texts.rate} definition={texts.help} rate={data.rate} onOpen={onOpen} />
        <Figure
          label={texts.money}
          definition={texts.formula}
          value={data.wasted ? format.money(data.wasted) : '–'}
          beside={texts.parts(cost, format.money(data.expected))}
        />
      </Figures>
      <p className={classes.quiet}>{notes.filter(Boolean).join(' ')}</p>
    </section>
  );
}
