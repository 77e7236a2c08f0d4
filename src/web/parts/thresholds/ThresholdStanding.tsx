import { getThresholdOutcome } from '#modules/thresholds/contract/thresholds.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { useRead } from '../../data.ts';
import { useFormat } from '../../format.ts';
import { useTexts } from '../../texts/texts.ts';
import { Figure, Figures } from '../../ui/Figure.tsx';
import { Mark } from '../../ui/marks.tsx';
import { type Read, Signatures, ValueWords } from './Negotiation.tsx';
import classes from './thresholds.module.css';

export type HandoffChoice = 'threshold' | 'threshold_decided' | 'sample';
type Outcome = NonNullable<OutputOf<typeof getThresholdOutcome>['outcome']>;

interface StandingProps {
  read: Read;
  onOpen: (choice: HandoffChoice, from: string) => void;
}

/** What is in force, and what came of it since. */
export function ThresholdStanding({ read, onOpen }: StandingProps) {
  const { thresholds: texts } = useTexts();
  const { inForce } = read;
  const { data } = useRead(getThresholdOutcome, {}, { topics: ['threshold', 'handoff'], when: inForce !== null });
  if (!inForce?.value) return <p className={classes.words}>{texts.none}</p>;
  return (
    <section className={classes.section} aria-label={texts.standing}>
      <h2 className={classes.heading}>{texts.standing}</h2>
      <ValueWords value={inForce.value} />
      <Signatures signatures={inForce.signatures} />
      {read.otherScore && <p className={classes.words}>{texts.otherScore}</p>}
      {data?.outcome && <OutcomeFigures outcome={data.outcome} onOpen={onOpen} />}
    </section>
  );
}

function OutcomeFigures({ outcome, onOpen }: { outcome: Outcome; onOpen: StandingProps['onOpen'] }) {
  const { thresholds: texts } = useTexts();
  const format = useFormat();
  const { expected, sample } = outcome;
  const perWeek = format.decimal(expected.perWeek, 1);
  const open = (choice: HandoffChoice) => () => onOpen(choice, outcome.from);
  return (
    <>
      <h3 className={classes.heading}>{texts.since}</h3>
      <Figures>
        <Figure
          label={texts.handedOff}
          value={format.number(outcome.handedOff)}
          beside={outcome.perWeek === null ? texts.firstWeek(perWeek) : texts.expectedPerWeek(format.decimal(outcome.perWeek, 1), perWeek)}
          onOpen={open('threshold')}
        />
        <Figure label={texts.accepted} rate={outcome.accepted} onOpen={open('threshold_decided')} />
        <Figure label={texts.wonSoFar} definition={texts.wonSoFarDefinition} rate={outcome.wonSoFar} onOpen={open('threshold')} />
        <Figure
          label={texts.precisionSince}
          definition={texts.precisionDefinition}
          {...(outcome.precision.n === 0 ? { value: texts.tooYoung } : { rate: outcome.precision })}
          {...(expected.precision === null
            ? {}
            : {
                beside: texts.expected(
                  format.percent(expected.precision),
                  format.number(Math.round(expected.low * 100)),
                  format.number(Math.round(expected.high * 100)),
                ),
              })}
        />
        <Figure label={texts.sample} definition={texts.sampleDefinition} value={format.number(sample.handedOff)} onOpen={open('sample')} />
        {sample.handedOff > 0 && <Figure label={texts.sampleWon} rate={sample.wonSoFar} onOpen={open('sample')} />}
      </Figures>
    </>
  );
}

/** The thresholds and negotiations before this one. */
export function ThresholdHistory({ read }: { read: Read }) {
  const { thresholds: texts } = useTexts();
  const format = useFormat();
  const past = read.history.filter(({ status }) => status !== 'in_force');
  if (past.length === 0) return null;
  return (
    <section className={classes.section} aria-label={texts.history}>
      <h2 className={classes.heading}>{texts.history}</h2>
      <ul className={classes.list}>
        {past.map((one) => (
          <li key={one.id}>
            <div className={classes.line}>
              <strong>{texts.number(format.number(one.number))}</strong> <Mark>{texts.statuses[one.status]}</Mark>
            </div>
            {one.value && <ValueWords value={one.value} />}
          </li>
        ))}
      </ul>
    </section>
  );
}
