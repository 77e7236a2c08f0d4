import type { ReactNode } from 'react';
import type { checkGate } from '#modules/gate/contract/checks.ts';
import { CODES, type Code, VERDICTS, type Verdict } from '#modules/gate/schema.ts';
import type { InputOf, OutputOf } from '#platform/shared/contract.ts';
import { useFormat } from '../../format.ts';
import { useTexts } from '../../texts/texts.ts';
import { Figure, Figures } from '../../ui/Figure.tsx';
import { Mark } from '../../ui/marks.tsx';
import { CheckedRows } from './CheckedRows.tsx';
import classes from './gate.module.css';
import { GRADE_MARKS } from './grades.ts';

export type Counts = OutputOf<typeof checkGate>;
export type Asked = InputOf<typeof checkGate>;
export type ReasonCount = Counts['reasons'][number];

interface CheckAnswerProps {
  counts: Counts;
  onOpen: (show: Verdict | Code | 'all') => void;
  /** What can be done about those of one reason. */
  remedies?: (reason: ReasonCount) => ReactNode;
}

/** How many may get it, and what stands in the way of the others; each figure opens its people. */
export function CheckAnswer({ counts, onOpen, remedies }: CheckAnswerProps) {
  const { gate: texts } = useTexts();
  const format = useFormat();
  const { total, allowed, held, blocked, later, reasons } = counts;
  const named = reasons.filter(({ grade }) => grade !== 'warn').reduce((sum, { n }) => sum + n, 0) - held - blocked;
  return (
    <section className={classes.section} aria-live="polite" aria-label={texts.reasons}>
      <p className={classes.words}>
        <strong>{texts.sendable(format.number(allowed), format.number(total))}</strong>
      </p>
      <Figures>
        {(['allowed', 'held', 'blocked'] as const).map((verdict) => (
          <Figure
            key={verdict}
            label={texts.figures[verdict]}
            definition={texts.figureHelp[verdict]}
            value={format.number(counts[verdict])}
            onOpen={() => onOpen(verdict)}
          />
        ))}
      </Figures>
      {later > 0 && <p className={classes.quiet}>{texts.later(format.number(later))}</p>}
      <h2 className={classes.heading}>{texts.reasons}</h2>
      {reasons.length === 0 && <p className={classes.words}>{texts.noReasons}</p>}
      <ul className={classes.list}>
        {reasons.map((reason) => (
          <ReasonItem key={reason.code} reason={reason} onOpen={onOpen} remedies={remedies} />
        ))}
      </ul>
      {named > 0 && <p className={classes.quiet}>{texts.overlap(format.number(named))}</p>}
    </section>
  );
}

function ReasonItem({ reason, onOpen, remedies }: { reason: ReasonCount } & Pick<CheckAnswerProps, 'onOpen' | 'remedies'>) {
  const { gate: texts } = useTexts();
  const format = useFormat();
  const { code, grade, n, alone } = reason;
  return (
    <li className={classes.item}>
      <span className={classes.line}>
        <Mark tone={GRADE_MARKS[grade].tone} icon={GRADE_MARKS[grade].icon}>
          {texts.grades[grade]}
        </Mark>
        <span>{texts.codes[code]}</span>
        <Figure inline label={texts.codes[code]} value={texts.people(format.number(n))} onOpen={() => onOpen(code)} />
        {grade !== 'warn' && alone > 0 && alone < n && <span className={classes.quiet}>{texts.alone(format.number(alone))}</span>}
      </span>
      {texts.remedies[code] && <span className={classes.quiet}>{texts.remedies[code]}</span>}
      {remedies?.(reason)}
    </li>
  );
}

/** The people behind the figure that is open. `show`: a verdict, a code, `all`; anything else: nothing. */
export function OpenRows({ show, asked, onClose }: { show: string; asked: Asked; onClose: () => void }) {
  const { gate: texts } = useTexts();
  const verdict = VERDICTS.find((one) => one === show);
  const code = CODES.find((one) => one === show);
  if (!verdict && !code && show !== 'all') return null;
  const title = verdict ? texts.rows[verdict] : code ? texts.codes[code] : texts.rows.all;
  return (
    <CheckedRows
      key={show}
      title={title}
      asked={{ ...asked, ...(verdict ? { verdict } : {}), ...(code ? { code } : {}) }}
      onClose={onClose}
    />
  );
}
