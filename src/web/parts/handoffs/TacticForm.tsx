import { Button, Modal, Select, Textarea } from '@mantine/core';
import { isNotEmpty, useForm } from '@mantine/form';
import { archiveRecycled, chooseTactic, type listRecycled } from '#modules/handoffs/contract/handoffs.ts';
import { suggestTactic } from '#modules/handoffs/contract/secondlife.ts';
import { TACTICS } from '#modules/handoffs/schema.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { useRead, useWrite } from '../../data.ts';
import { useFormat } from '../../format.ts';
import { useTexts } from '../../texts/texts.ts';
import { FormShell } from '../../ui/FormShell.tsx';
import { useToast } from '../../ui/toast.tsx';
import classes from './handoffs.module.css';
import { LOOP_TOPICS } from './topics.ts';

type Row = OutputOf<typeof listRecycled>['items'][number];
const EMPTY = { tactic: '', note: '', overrideReason: '' };

/** How a returned lead is warmed again: another way than before, with a suggestion from what worked; or it rests. */
export function TacticForm({ row, onClose }: { row: Row; onClose: () => void }) {
  const { loop, recycling, ui } = useTexts();
  const texts = loop.returned;
  const format = useFormat();
  const toast = useToast();
  const choose = useWrite(chooseTactic, { invalidates: LOOP_TOPICS });
  const archive = useWrite(archiveRecycled, { invalidates: LOOP_TOPICS });
  const { data: known } = useRead(suggestTactic, { id: row.id });
  const form = useForm({ initialValues: EMPTY, validate: { tactic: isNotEmpty(ui.form.required) } });
  const [best] = known?.items ?? [];
  const data = TACTICS.map((tactic) => {
    const record = known?.items.find((one) => one.tactic === tactic);
    const worked = record && record.n > 0 ? ` · ${texts.worked(format.number(record.k), format.number(record.n))}` : '';
    return { value: tactic, label: `${texts.tactics[tactic]}${row.tried.includes(tactic) ? ` · ${texts.triedBefore}` : ''}${worked}` };
  });
  const { tactic } = form.values;
  const needsWhy = row.heldOut || (row.tried.includes(tactic) && tactic !== 'other');
  const submit = async ({ note, overrideReason }: typeof EMPTY) => {
    const chosen = TACTICS.find((one) => one === tactic);
    if (!chosen) return;
    await choose.mutateAsync({
      id: row.id,
      tactic: chosen,
      ...(note.trim() ? { note: note.trim() } : {}),
      ...(overrideReason.trim() ? { overrideReason: overrideReason.trim() } : {}),
    });
    onClose();
    toast.done(texts.chosen);
  };
  const rest = async () => {
    try {
      await archive.mutateAsync({ id: row.id });
      onClose();
      toast.done(texts.archived(row.name));
    } catch (problem) {
      toast.problem(problem);
    }
  };
  return (
    <Modal
      opened
      onClose={onClose}
      title={texts.chooseTitle(row.name)}
      closeOnEscape={false}
      closeButtonProps={{ 'aria-label': ui.common.close }}
    >
      <p className={classes.intro}>
        {[row.reason?.label, row.note].filter(Boolean).join(' · ')}
        <br />
        {texts.chooseBody}
      </p>
      {best && !best.tried && (
        <p className={classes.intro}>
          <Button size="compact-sm" variant="default" onClick={() => form.setFieldValue('tactic', best.tactic)}>
            {recycling.suggested(texts.tactics[best.tactic])}
          </Button>{' '}
          {best.n > 0 ? recycling.suggestedWhy({ k: format.number(best.k), n: format.number(best.n) }) : recycling.suggestedNew}
          {!best.enough && `; ${recycling.few}`}
        </p>
      )}
      <FormShell
        form={form}
        action={texts.action}
        onSubmit={submit}
        onCancel={onClose}
        beside={
          <Button variant="subtle" onClick={() => void rest()}>
            {texts.archive}
          </Button>
        }
      >
        <Select label={texts.tacticLabel} data={data} required data-autofocus {...form.getInputProps('tactic')} />
        {needsWhy && (
          <Textarea
            label={recycling.override}
            description={recycling.overrideHelp}
            required
            autosize
            minRows={2}
            maxLength={1000}
            {...form.getInputProps('overrideReason')}
          />
        )}
        <Textarea label={texts.noteLabel} autosize minRows={2} maxLength={4000} {...form.getInputProps('note')} />
      </FormShell>
    </Modal>
  );
}
