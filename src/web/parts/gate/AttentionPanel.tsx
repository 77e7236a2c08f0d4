import { Button, NumberInput, Progress } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useState } from 'react';
import { getAttention, setAttentionCap } from '#modules/gate/contract/attention.ts';
import { MOST_CAP } from '#modules/gate/schema.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { useRead, useWrite } from '../../data.ts';
import { useFormat } from '../../format.ts';
import { useNow } from '../../now.ts';
import { useTexts } from '../../texts/texts.ts';
import { SideForm } from '../../ui/SideForm.tsx';
import { useToast } from '../../ui/toast.tsx';
import { Panel } from '../companies/RecordLayout.tsx';
import { OverridesPanel } from './AskGate.tsx';
import classes from './gate.module.css';
import { HoldsPanel } from './HoldsPanel.tsx';

type Attention = OutputOf<typeof getAttention>;

/** How much of a person's attention is left for both teams together, what used it, and who asked to wait. */
export function AttentionPanel({ contactId }: { contactId: string }) {
  const { attention: texts } = useTexts().gate;
  const format = useFormat();
  const [limiting, setLimiting] = useState(false);
  const { data } = useRead(getAttention, { id: contactId }, { topics: ['attention', 'activity', 'gate', `contact:${contactId}`] });
  return (
    <>
      {data && (
        <Panel title={texts.title}>
          <Level attention={data} />
          {data.company && (
            <p className={classes.words}>
              {texts.company(short(Math.max(0, data.company.level), format), short(data.company.cap, format))}
            </p>
          )}
          <p className={classes.quiet}>{texts.help}</p>
          {data.entries.length === 0 && <p className={classes.quiet}>{texts.none}</p>}
          {data.entries.length > 0 && (
            <details>
              <summary className={classes.quiet}>{texts.entries(format.number(data.entries.length))}</summary>
              {data.entries.map((entry) => (
                <div key={entry.id} className={classes.entry}>
                  <span>
                    {texts.kinds[entry.kind]} <span className={classes.quiet}>{format.date(entry.at)}</span>
                  </span>
                  <span>{`${entry.weight < 0 ? '+' : '−'}${short(Math.abs(entry.weight), format)}`}</span>
                </div>
              ))}
            </details>
          )}
          {data.writable && (
            <Button size="compact-sm" variant="default" mt={6} w="fit-content" onClick={() => setLimiting(true)}>
              {texts.change}
            </Button>
          )}
          {limiting && <LimitForm contactId={contactId} ownCap={data.ownCap} onClose={() => setLimiting(false)} />}
        </Panel>
      )}
      <HoldsPanel entity="contact" id={contactId} />
      <OverridesPanel contactId={contactId} />
    </>
  );
}

const short = (value: number, format: ReturnType<typeof useFormat>) =>
  Number.isInteger(Math.round(value * 10) / 10) ? format.number(Math.round(value)) : format.decimal(Math.floor(value * 10) / 10, 1);

function Level({ attention: { level, cap, spare, mailWeight, nextMailAt } }: { attention: Attention }) {
  const { attention: texts } = useTexts().gate;
  const format = useFormat();
  const now = useNow();
  const left = Math.max(0, level);
  const fitsNow = spare >= mailWeight;
  const words = texts.left(short(left, format), short(cap, format));
  return (
    <>
      <div>{words}</div>
      <Progress.Root size={8} className={classes.bar}>
        <Progress.Section
          value={Math.min(100, (left / cap) * 100)}
          color="var(--text-quiet)"
          aria-label={texts.bar}
          aria-valuetext={words}
        />
      </Progress.Root>
      <p className={classes.words}>
        {fitsNow ? texts.mailNow : nextMailAt ? texts.mailFrom(format.deadline(nextMailAt, now)) : texts.mailNever}
      </p>
    </>
  );
}

function LimitForm({ contactId, ownCap, onClose }: { contactId: string; ownCap: number | null; onClose: () => void }) {
  const { attention: texts } = useTexts().gate;
  const toast = useToast();
  const save = useWrite(setAttentionCap, { invalidates: ['attention', 'gate'], onDone: () => toast.done(texts.saved) });
  const form = useForm({ initialValues: { cap: (ownCap ?? '') as number | string } });
  const submit = async ({ cap }: typeof form.values) => {
    await save.mutateAsync({ id: contactId, cap: cap === '' ? null : Number(cap) });
    onClose();
  };
  return (
    <SideForm title={texts.change} opened onClose={onClose} form={form} action={texts.save} onSubmit={submit}>
      <NumberInput
        label={texts.own}
        description={texts.ownHelp}
        min={0.5}
        max={MOST_CAP}
        decimalScale={1}
        data-autofocus
        {...form.getInputProps('cap')}
      />
    </SideForm>
  );
}
