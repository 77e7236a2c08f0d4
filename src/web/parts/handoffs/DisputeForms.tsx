import { Modal, Radio, Textarea } from '@mantine/core';
import { isNotEmpty, useForm } from '@mantine/form';
import { raiseDispute, ruleDispute } from '#modules/handoffs/contract/disputes.ts';
import { useWrite } from '../../data.ts';
import { useTexts } from '../../texts/texts.ts';
import { FormShell } from '../../ui/FormShell.tsx';
import { useToast } from '../../ui/toast.tsx';
import classes from './handoffs.module.css';
import { LOOP_TOPICS } from './topics.ts';

const options = { invalidates: [...LOOP_TOPICS, 'dispute'] };

/** Marketing says why a rejected lead is a good one. */
export function DisputeForm({ handoffId, name, onClose }: { handoffId: string; name: string; onClose: () => void }) {
  const { disputes: texts, ui } = useTexts();
  const toast = useToast();
  const raise = useWrite(raiseDispute, options);
  const form = useForm({ initialValues: { why: '' }, validate: { why: isNotEmpty(ui.form.required) } });
  const submit = async ({ why }: { why: string }) => {
    await raise.mutateAsync({ id: handoffId, why });
    onClose();
    toast.done(texts.raised);
  };
  return (
    <Modal
      opened
      onClose={onClose}
      title={texts.raiseTitle(name)}
      closeOnEscape={false}
      closeButtonProps={{ 'aria-label': ui.common.close }}
    >
      <p className={classes.intro}>{texts.raiseBody}</p>
      <FormShell form={form} action={texts.raise} onSubmit={submit} onCancel={onClose}>
        <Textarea label={texts.raiseWhy} required autosize minRows={3} maxLength={2000} data-autofocus {...form.getInputProps('why')} />
      </FormShell>
    </Modal>
  );
}

/** Decides where the two judgments differ. */
export function RuleForm({ id, onClose }: { id: string; onClose: () => void }) {
  const { disputes: texts, ui } = useTexts();
  const toast = useToast();
  const rule = useWrite(ruleDispute, options);
  const form = useForm({ initialValues: { ruling: 'upheld', note: '' }, validate: { note: isNotEmpty(ui.form.required) } });
  const submit = async ({ ruling, note }: { ruling: string; note: string }) => {
    await rule.mutateAsync({ id, ruling: ruling === 'overturned' ? 'overturned' : 'upheld', note });
    onClose();
    toast.done(texts.ruled);
  };
  return (
    <Modal opened onClose={onClose} title={texts.ruleTitle} closeOnEscape={false} closeButtonProps={{ 'aria-label': ui.common.close }}>
      <FormShell form={form} action={texts.rule} onSubmit={submit} onCancel={onClose}>
        <Radio.Group label={texts.columns.state} {...form.getInputProps('ruling')}>
          <div className={classes.form}>
            <Radio value="upheld" label={texts.rulings.upheld} />
            <Radio value="overturned" label={texts.rulings.overturned} />
          </div>
        </Radio.Group>
        <Textarea label={texts.ruleNote} required autosize minRows={2} maxLength={2000} {...form.getInputProps('note')} />
      </FormShell>
    </Modal>
  );
}
