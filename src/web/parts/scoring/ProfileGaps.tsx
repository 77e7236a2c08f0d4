import { getGaps } from '#modules/scoring/contract/lookback.ts';
import { useRead } from '../../data.ts';
import { useFormat } from '../../format.ts';
import { paths } from '../../paths.ts';
import { useTexts } from '../../texts/texts.ts';
import { Bars } from '../../ui/Bars.tsx';
import classes from './scoring.module.css';

/** The contacts of whom a fact is not known, as a list that can be worked through. */
const withoutFact = (field: string) => paths.contacts({ filter: JSON.stringify({ match: 'all', of: [{ field, op: 'is_unset' }] }) });

/** Which fact is unknown for how many people: what to ask next. */
export function ProfileGaps({ versionId }: { versionId: string }) {
  const { gaps: texts } = useTexts().profile;
  const format = useFormat();
  const { data } = useRead(getGaps, { id: versionId }, { topics: ['profile'], fresh: 120_000 });
  if (!data || data.n === 0) return null;
  const missing = data.gaps.filter(({ unknown }) => unknown > 0);
  if (missing.length === 0) return <p className={classes.quiet}>{texts.none}</p>;
  return (
    <section className={classes.section}>
      <Bars
        title={texts.title}
        columns={[texts.fact, texts.unknown]}
        full={data.n}
        bars={missing.map(({ field, label, unknown, share }) => ({
          id: field,
          label,
          value: unknown,
          text: `${format.number(unknown)} (${format.percent(unknown / data.n)})`,
          to: withoutFact(field),
          ...(share > 0 ? { beside: texts.share(format.percent(share)) } : {}),
        }))}
      />
      <p className={classes.quiet}>{texts.lead(format.number(data.n))}</p>
    </section>
  );
}
