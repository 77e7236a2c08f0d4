import { Button, Modal, Select, Textarea } from '@mantine/core';
import { isNotEmpty, useForm } from '@mantine/form';
import { listAskTakers, passAsk, withdrawPass } from '#modules/coordination/contract/passes.ts';
import { useRead, useWrite } from '../../data.ts';
import { useTexts } from '../../texts/texts.ts';
import { FormShell } from '../../ui/FormShell.tsx';
import { ProblemNotice } from '../../ui/ProblemNotice.tsx';
import { useToast } from '../../ui/toast.tsx';
import { type Ask, nameOf } from './asks.tsx';

/** Asks somebody else of the same side, with a sentence, to take an ask over. */
export function PassForm({ ask, onClose }: { ask: Ask; onClose: () => void }) {
  const { coordination, ui } = useTexts();
  const texts = coordination.chase;
  const toast = useToast();
  const { kind, id: askId, side, ownerId } = ask;
  const takers = useRead(listAskTakers, { kind, askId, side, ...(ownerId ? { ownerId } : {}) });
  const pass = useWrite(passAsk, { invalidates: ['ask'] });
  const required = isNotEmpty(ui.form.required);
  const form = useForm({ initialValues: { toId: '', words: '' }, validate: { toId: required, words: required } });
  const people = takers.data?.items ?? [];
  const submit = async ({ toId, words }: typeof form.values) => {
    await pass.mutateAsync({ kind, askId, side, ownerId, toId, words });
    toast.done(texts.passed(people.find(({ id }) => id === toId)?.name ?? ''));
    onClose();
  };
  return (
    <Modal
      opened
      onClose={onClose}
      title={texts.passOf(nameOf(ask, texts.kinds))}
      closeOnEscape={false}
      closeButtonProps={{ 'aria-label': ui.common.close }}
    >
      <p>{texts.passHelp}</p>
      {takers.error && <ProblemNotice problem={takers.error} onRetry={() => void takers.refetch()} />}
      {takers.data && people.length === 0 && <p>{texts.passNobody}</p>}
      {people.length > 0 && (
        <FormShell form={form} action={texts.pass} onSubmit={submit} onCancel={onClose}>
          <Select
            label={texts.passTo}
            data={people.map(({ id, name }) => ({ value: id, label: name }))}
            allowDeselect={false}
            searchable
            data-autofocus
            {...form.getInputProps('toId')}
          />
          <Textarea label={texts.passWhy} autosize minRows={2} maxLength={300} {...form.getInputProps('words')} />
        </FormShell>
      )}
    </Modal>
  );
}

export function TakeBack({ id, of }: { id: string; of: string }) {
  const texts = useTexts().coordination.chase;
  const toast = useToast();
  const back = useWrite(withdrawPass, { invalidates: ['ask'], onDone: () => toast.done(texts.tookBack) });
  return (
    <Button
      size="compact-sm"
      variant="subtle"
      aria-label={texts.takeBackOf(of)}
      disabled={back.isPending}
      onClick={() => back.mutate({ id }, { onError: toast.problem })}
    >
      {texts.takeBack}
    </Button>
  );
}
