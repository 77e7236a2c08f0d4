import { Button, Modal, NumberInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useState } from 'react';
import { getNoticeTerms, setNoticeTerms } from '#modules/offers/contract/changes.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { useRead, useWrite } from '../../data.ts';
import { useFormat } from '../../format.ts';
import { type Texts, useTexts } from '../../texts/texts.ts';
import { FormShell } from '../../ui/FormShell.tsx';
import { useToast } from '../../ui/toast.tsx';
import classes from './offers.module.css';

const HOUR = 3600;

/** What a launch waits for, in a sentence; the leads of both sides change it. */
export function NoticeTermsPanel() {
  const texts = useTexts().changes.terms;
  const format = useFormat();
  const [changing, setChanging] = useState(false);
  const { data } = useRead(getNoticeTerms, {}, { topics: ['change_notice'] });
  if (!data) return null;
  return (
    <section className={classes.section} aria-label={texts.title}>
      <h2 className={classes.heading}>{texts.title}</h2>
      <p className={classes.plain}>
        {texts.says({
          share: format.percent(data.share),
          lead: format.duration(data.leadSeconds * 1000),
          confirm: format.duration(data.confirmSeconds * 1000),
        })}
      </p>
      <div className={classes.line}>
        <p className={classes.quiet}>{whoSaysSo(data, texts)}</p>
        {data.mayChange && !isPromised(data.agreed) && (
          <Button size="compact-sm" variant="default" aria-label={`${texts.change}: ${texts.title}`} onClick={() => setChanging(true)}>
            {texts.change}
          </Button>
        )}
      </div>
      {changing && <TermsForm terms={data} onClose={() => setChanging(false)} />}
    </section>
  );
}

type Terms = OutputOf<typeof getNoticeTerms>;

const isPromised = ({ confirm, ahead }: Terms['agreed']) => confirm !== null && ahead !== null;

function whoSaysSo({ agreed, usual, changedBy }: Terms, texts: Texts['changes']['terms']): string {
  const version = agreed.confirm ?? agreed.ahead;
  if (version !== null) return (isPromised(agreed) ? texts.promised : texts.partly)(String(version));
  return usual || changedBy === null ? texts.usual : texts.changed(changedBy);
}

function TermsForm({ terms, onClose }: { terms: Terms; onClose: () => void }) {
  const { changes, ui } = useTexts();
  const texts = changes.terms;
  const toast = useToast();
  const save = useWrite(setNoticeTerms, { invalidates: [getNoticeTerms] });
  const form = useForm({
    initialValues: {
      share: Math.round(terms.share * 100),
      leadSeconds: terms.leadSeconds / HOUR,
      confirmSeconds: terms.confirmSeconds / HOUR,
    },
  });
  return (
    <Modal opened onClose={onClose} title={texts.title} closeOnEscape={false} closeButtonProps={{ 'aria-label': ui.common.close }}>
      <FormShell
        form={form}
        action={texts.save}
        onCancel={onClose}
        onSubmit={async ({ share, leadSeconds, confirmSeconds }) => {
          await save.mutateAsync({
            share: share / 100,
            leadSeconds: Math.round(leadSeconds * HOUR),
            confirmSeconds: Math.round(confirmSeconds * HOUR),
          });
          toast.done(texts.saved);
          onClose();
        }}
      >
        <NumberInput
          label={texts.share}
          min={1}
          max={100}
          allowDecimal={false}
          disabled={terms.agreed.confirm !== null}
          {...form.getInputProps('share')}
        />
        <NumberInput label={texts.lead} min={0} max={2160} disabled={terms.agreed.ahead !== null} {...form.getInputProps('leadSeconds')} />
        <NumberInput
          label={texts.confirm}
          min={1}
          max={2160}
          disabled={terms.agreed.confirm !== null}
          {...form.getInputProps('confirmSeconds')}
        />
      </FormShell>
    </Modal>
  );
}
