import { TextInput } from '@mantine/core';
import type { ReactNode } from 'react';
import { changeSend, type getSend } from '#modules/sends/contract/sends.ts';
import type { InputOf, OutputOf } from '#platform/shared/contract.ts';
import { useWrite } from '../../data.ts';
import { useFormat } from '../../format.ts';
import { useTexts } from '../../texts/texts.ts';
import { useToast } from '../../ui/toast.tsx';
import { PlanAudience } from './PlanAudience.tsx';
import { PlanCompare } from './PlanCompare.tsx';
import { PlanTiming } from './PlanTiming.tsx';
import { PlanFrom, PlanWhat } from './PlanWhat.tsx';
import { SendCheck } from './SendCheck.tsx';
import { SendLaunch } from './SendLaunch.tsx';
import classes from './sends.module.css';

export type Send = OutputOf<typeof getSend>;
export type Change = Omit<InputOf<typeof changeSend>, 'id'>;

export interface PlanPart {
  send: Send;
  /** Saves at once. */
  onChange: (change: Change) => void;
}

/** A draft on one page, from what it says to the launch; every change is saved as it is made. */
export function SendPlan({ send }: { send: Send }) {
  const { plan: texts } = useTexts().sends;
  const toast = useToast();
  const save = useWrite(changeSend, { invalidates: [`send:${send.id}`, 'send'] });
  const onChange = (change: Change) => save.mutate({ id: send.id, ...change }, { onError: toast.problem });
  const part = { send, onChange };
  const steps = [
    { id: 'what', title: texts.what, body: <PlanWhat {...part} /> },
    { id: 'whom', title: texts.whom, body: <PlanAudience {...part} /> },
    { id: 'from', title: texts.from, body: <PlanFrom {...part} /> },
    { id: 'when', title: texts.when, body: <PlanTiming {...part} /> },
    { id: 'compare', title: texts.compare, body: <PlanCompare {...part} /> },
    { id: 'check', title: texts.check, body: <SendCheck {...part} /> },
    { id: 'launch', title: texts.launch, body: <SendLaunch send={send} /> },
  ];
  return (
    <div className={classes.plan}>
      <TextInput
        label={texts.rename}
        maxLength={200}
        defaultValue={send.name}
        onBlur={(event) => {
          const name = event.currentTarget.value.trim();
          if (name !== '' && name !== send.name) onChange({ name });
        }}
      />
      {steps.map(({ id, title, body }, index) => (
        <Step key={id} id={id} number={index + 1} title={title}>
          {body}
        </Step>
      ))}
    </div>
  );
}

function Step({ id, number, title, children }: { id: string; number: number; title: string; children: ReactNode }) {
  const format = useFormat();
  return (
    <section className={classes.step} aria-labelledby={`step-${id}`}>
      <span className={classes.number} aria-hidden>
        {format.number(number)}
      </span>
      <h2 id={`step-${id}`} className={classes.stepTitle}>
        {title}
      </h2>
      <div className={classes.stepBody}>{children}</div>
    </section>
  );
}
