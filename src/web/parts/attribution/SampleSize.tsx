import { NumberInput } from '@mantine/core';
import { useState } from 'react';
import { detectable } from '#platform/shared/samplesize.ts';
import { useFormat } from '../../format.ts';
import { useTexts } from '../../texts/texts.ts';
import reports from '../reports/reports.module.css';
import classes from './attribution.module.css';

/** Longer than this nobody waits for the answer of a test. */
const PATIENCE_WEEKS = 13;
const FIELDS = ['base', 'expected', 'share', 'perWeek'] as const;

/** Before a test starts: how many people it takes, and how long that is at the volume there is. */
export function SampleSize({ start }: { start: Readonly<Record<(typeof FIELDS)[number], number>> }) {
  const texts = useTexts().attribution.holdOuts;
  const format = useFormat();
  const [values, setValues] = useState(start);
  const found = detectable({
    base: values.base / 100,
    expected: values.expected / 100,
    share: values.share / 100,
    perWeek: values.perWeek,
  });
  const patience = format.number(PATIENCE_WEEKS);
  return (
    <section className={reports.section} aria-label={texts.test}>
      <h2 className={reports.heading}>{texts.test}</h2>
      <p className={reports.quiet}>{texts.testLead}</p>
      <div className={classes.fields}>
        {FIELDS.map((field) => (
          <NumberInput
            key={field}
            label={texts[field]}
            min={0}
            max={field === 'perWeek' ? 10_000_000 : 100}
            decimalScale={2}
            value={values[field]}
            onChange={(value) => setValues({ ...values, [field]: Number(value) || 0 })}
          />
        ))}
      </div>
      <div role="status">
        {!found && <p className={reports.sentence}>{texts.fix}</p>}
        {found && (
          <>
            <p className={reports.headline}>
              {found.weeks !== null && found.weeks <= PATIENCE_WEEKS
                ? texts.within(format.number(Math.ceil(found.weeks)))
                : texts.notIn(patience)}
            </p>
            <p className={reports.quiet}>
              {[
                texts.perArm(format.number(found.perArm)),
                texts.total(format.number(found.people), `${format.decimal(values.share, 0)} %`),
                found.weeks === null ? texts.noVolume : texts.weeks(format.number(Math.ceil(found.weeks))),
              ].join(' · ')}
            </p>
          </>
        )}
      </div>
    </section>
  );
}
