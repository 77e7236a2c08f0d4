import { Button } from '@mantine/core';
import { useState } from 'react';
import { checkSend } from '#modules/sends/contract/running.ts';
import { useRead } from '../../data.ts';
import { useFormat } from '../../format.ts';
import { useTexts } from '../../texts/texts.ts';
import { ProblemNotice } from '../../ui/ProblemNotice.tsx';
import { type Asked, CheckAnswer, OpenRows, type ReasonCount } from '../gate/CheckAnswer.tsx';
import classes from '../gate/gate.module.css';
import { CHECK_TOPICS } from '../gate/grades.ts';
import type { PlanPart, Send } from './SendPlan.tsx';
import { SplitForm } from './SplitForm.tsx';

/** What the gate is asked about a draft: the people behind a figure come by it. */
export const askedOf = ({ intent, viewId, criteria }: Send): Asked => ({
  intent,
  ...(viewId ? { viewId } : {}),
  ...(criteria && !viewId ? { criteria } : {}),
});

/** Whom it reaches, whom not and why, as of now; how the rest is dealt to the variants. */
export function SendCheck({ send, onChange }: PlanPart) {
  const { plan: texts } = useTexts().sends;
  const format = useFormat();
  const [show, setShow] = useState('');
  const { data, error, refetch } = useRead(
    checkSend,
    { id: send.id },
    { topics: [`send:${send.id}`, 'template', ...CHECK_TOPICS], keep: true },
  );
  if (error) return <ProblemNotice problem={error} onRetry={() => void refetch()} />;
  if (!data) return null;
  if (!data.gate) return <p className={classes.quiet}>{texts.everybody}</p>;
  const dealt = [
    ...(data.variants.length > 1 ? data.variants.map(({ name, n }) => texts.variantN(name, format.number(n))) : []),
    ...(data.heldOut > 0 ? [texts.heldOut(format.number(data.heldOut))] : []),
    ...(data.waiting > 0 ? [texts.waiting(format.number(data.waiting))] : []),
  ];
  return (
    <>
      <CheckAnswer
        counts={data.gate}
        onOpen={setShow}
        remedies={(reason) => <Remedies send={send} reason={reason} onChange={onChange} />}
      />
      {dealt.length > 0 && <p className={classes.words}>{dealt.join(' · ')}</p>}
      <OpenRows show={show} asked={askedOf(send)} onClose={() => setShow('')} />
    </>
  );
}

/** What can be done about those of one reason, with the draft at hand. Who is held or blocked is left out by itself. */
function Remedies({ send, reason, onChange }: PlanPart & { reason: ReasonCount }) {
  const { split: texts } = useTexts().sends;
  const format = useFormat();
  const [splitting, setSplitting] = useState(false);
  const { code, grade, until } = reason;
  if (!send.mayWrite) return null;
  return (
    <div className={classes.line}>
      {until !== null && grade !== 'warn' && (
        <Button size="compact-xs" variant="default" onClick={() => onChange({ timing: 'at', plannedAt: until })}>
          {texts.waitUntil(format.absolute(until))}
        </Button>
      )}
      {code === 'interest_known' && (
        <Button size="compact-xs" variant="default" onClick={() => setSplitting(true)}>
          {texts.title}
        </Button>
      )}
      {splitting && <SplitForm send={send} onClose={() => setSplitting(false)} />}
    </div>
  );
}
