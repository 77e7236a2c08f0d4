import type { CriterionInput } from '#modules/scoring/schema.ts';
import { useFormat } from '../../format.ts';
import { useTexts } from '../../texts/texts.ts';
import { Bars } from '../../ui/Bars.tsx';
import { Figure } from '../../ui/Figure.tsx';
import type { Tested, TestedCriterion } from './evidence.ts';
import classes from './profile.module.css';
import scoring from './scoring.module.css';
import type { OpenedPeople } from './TestedPeople.tsx';

type Open = (people: OpenedPeople) => void;

/** Beside a criterion: who meets it, and how much more frequent it is among the won. Each figure opens its rows. */
export function LiftOf({ result, criterion, open }: { result: TestedCriterion; criterion: CriterionInput; open: Open }) {
  const { evidence: texts } = useTexts().profile;
  const { lift } = result;
  const format = useFormat();
  const asked = (more: Partial<OpenedPeople['asked']>) => ({ criteria: [criterion], criterion, ...more });
  return (
    <div className={classes.evidence}>
      <span>
        {(['met', 'unmet', 'unknown'] as const).map((answer, place) => (
          <span key={answer}>
            {place > 0 && ' · '}
            <Figure
              inline
              label={`${criterion.label}: ${texts[answer]}`}
              value={format.number(result[answer])}
              onOpen={() => open({ title: `${criterion.label}: ${texts[answer]}`, asked: asked({ answer }) })}
            />{' '}
            {texts[answer]}
          </span>
        ))}
      </span>
      {lift && (
        <Compared
          lift={lift}
          label={criterion.label}
          opened={(outcome, title) => open({ title, asked: asked({ answer: 'met', outcome }) })}
        />
      )}
    </div>
  );
}

interface ComparedProps {
  lift: NonNullable<TestedCriterion['lift']>;
  label: string;
  opened?: (outcome: 'won' | 'closed', title: string) => void;
}

/** Share among the won beside share among all who were worked, and how many times as frequent that is. */
export function Compared({ lift, label, opened }: ComparedProps) {
  const { evidence: texts } = useTexts().profile;
  const format = useFormat();
  const times = (value: number) => format.decimal(value, 1);
  if (lift.base.n === 0) return <span>{texts.notKnown}</span>;
  const words = (
    <span title={texts.definition}>
      <Figure
        inline
        label={`${label}, ${texts.among}`}
        rate={lift.among}
        {...(opened ? { onOpen: () => opened('won', `${label}, ${texts.among}`) } : {})}
      />{' '}
      {texts.among},{' '}
      <Figure
        inline
        label={`${label}, ${texts.base}`}
        rate={lift.base}
        {...(opened ? { onOpen: () => opened('closed', `${label}, ${texts.base}`) } : {})}
      />{' '}
      {texts.base}
    </span>
  );
  const { value, low, high } = lift;
  return (
    <>
      {words}
      {!lift.enough && <span>{texts.few}</span>}
      {lift.enough && value === null && <span>{texts.never}</span>}
      {lift.enough && value !== null && low !== null && high !== null && (
        <strong title={texts.definition}>{texts.lift(times(value), times(low), times(high))}</strong>
      )}
    </>
  );
}

/** For the whole profile: won by fit, and who was won outside of it. */
export function WonByFit({ tested, criteria, open }: { tested: Tested; criteria: readonly CriterionInput[]; open: Open }) {
  const { evidence: texts } = useTexts().profile;
  const format = useFormat();
  const list = [...criteria];
  if (tested.closed === 0) return <p className={scoring.quiet}>{texts.nobody}</p>;
  return (
    <section className={scoring.section} aria-label={texts.classes}>
      <h2 className={scoring.heading}>{texts.classes}</h2>
      <dl className={classes.fits} title={texts.definition}>
        {tested.classes.map(({ fit, won }) => (
          <div key={fit} style={{ display: 'contents' }}>
            <dt>{texts.fitOf(fit)}</dt>
            <dd>
              <Figure
                inline
                label={`${texts.fitOf(fit)}: ${texts.won}`}
                rate={won}
                onOpen={() => open({ title: `${texts.fitOf(fit)}: ${texts.won}`, asked: { criteria: list, fit: [fit], outcome: 'won' } })}
              />
            </dd>
          </div>
        ))}
      </dl>
      <Figure
        label={texts.outside}
        definition={texts.outsideHelp}
        value={format.number(tested.wonOutside)}
        onOpen={() => open({ title: texts.outside, asked: { criteria: list, fit: ['C', 'D'], outcome: 'won' } })}
      />
    </section>
  );
}

/** How people would fit, now. */
export function SpreadOf({ title, spread, unscored }: { title: string; spread: Tested['spread']; unscored?: number }) {
  const texts = useTexts().scoring.profile;
  const format = useFormat();
  const bar = (id: string, label: string, value: number) => ({ id, label, value, text: format.number(value) });
  return (
    <Bars
      title={title}
      columns={['A–D', texts.spread]}
      bars={[
        ...(['A', 'B', 'C', 'D'] as const).map((fit) => bar(fit, fit, spread[fit])),
        bar('unknown', texts.unknown, spread.unknown),
        ...(unscored === undefined ? [] : [bar('unscored', texts.unscored, unscored)]),
      ]}
    />
  );
}

/** Where a disqualifier rules out what a criterion wants. */
export function Clashes({ clashes, labels }: { clashes: Tested['clashes']; labels: readonly string[] }) {
  const { evidence: texts } = useTexts().profile;
  if (clashes.length === 0) return null;
  return (
    <div className={classes.soon} role="status">
      <strong>{texts.clashes}</strong>
      <ul className={classes.people}>
        {clashes.map(({ wanted, ruledOut, how }) => (
          <li key={`${wanted} ${ruledOut}`}>{texts.clash[how](labels[wanted] ?? '', labels[ruledOut] ?? '')}</li>
        ))}
      </ul>
    </div>
  );
}
