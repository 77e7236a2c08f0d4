import { Button, Group, Textarea } from '@mantine/core';
import { isNotEmpty, useForm } from '@mantine/form';
import { useState } from 'react';
import { cancelSend, pauseSend, releaseSend, resumeSend, retryFailed, unscheduleSend } from '#modules/sends/contract/running.ts';
import { copySend } from '#modules/sends/contract/sends.ts';
import { useWrite } from '../../data.ts';
import { useFormat } from '../../format.ts';
import { paths } from '../../paths.ts';
import { useTexts } from '../../texts/texts.ts';
import { confirm } from '../../ui/confirm.tsx';
import { useGo } from '../../ui/Go.tsx';
import { SideForm } from '../../ui/SideForm.tsx';
import { useToast } from '../../ui/toast.tsx';
import type { Send } from './SendPlan.tsx';

/** What can be done with a mailing that is not a draft any more. */
export function SendActions({ send }: { send: Send }) {
  const { actions: texts } = useTexts().sends;
  const format = useFormat();
  const toast = useToast();
  const go = useGo();
  const [releasing, setReleasing] = useState(false);
  const { id, state } = send;
  const invalidates = [`send:${id}`, 'send', 'message'];
  const pause = useWrite(pauseSend, { invalidates, onDone: () => toast.done(texts.paused) });
  const resume = useWrite(resumeSend, { invalidates, onDone: () => toast.done(texts.resumed) });
  const cancel = useWrite(cancelSend, { invalidates, onDone: () => toast.done(texts.cancelled) });
  const unschedule = useWrite(unscheduleSend, { invalidates, onDone: () => toast.done(texts.unscheduled) });
  const retry = useWrite(retryFailed, { invalidates, onDone: ({ n }) => toast.done(texts.retried(format.number(n))) });
  const copy = useWrite(copySend, { invalidates: ['send'] });
  const failed = send.counts.states.find((one) => one.state === 'failed')?.n ?? 0;
  const asked = async (question: { title: string; body: string; action: string; danger?: boolean }, act: () => Promise<unknown>) => {
    if (await confirm(question)) await act().catch(toast.problem);
  };
  const doCopy = async () => {
    const made = await copy.mutateAsync({ id });
    toast.done(texts.copied);
    go(paths.send(made.id));
  };
  if (!send.mayWrite) return null;
  return (
    <Group gap="sm">
      {(state === 'sending' || state === 'scheduled') && (
        <Button
          variant="default"
          onClick={() =>
            void asked({ title: texts.pauseTitle, body: texts.pauseBody, action: texts.pause }, () => pause.mutateAsync({ id }))
          }
        >
          {texts.pause}
        </Button>
      )}
      {state === 'scheduled' && send.frozenN === 0 && (
        <Button variant="default" onClick={() => unschedule.mutate({ id }, { onError: toast.problem })}>
          {texts.unschedule}
        </Button>
      )}
      {state === 'paused' && <Button onClick={() => resume.mutate({ id }, { onError: toast.problem })}>{texts.resume}</Button>}
      {state === 'stopped' && send.mayRelease && <Button onClick={() => setReleasing(true)}>{texts.release}</Button>}
      {failed > 0 && (
        <Button variant="default" onClick={() => retry.mutate({ id }, { onError: toast.problem })}>
          {texts.retry(format.number(failed))}
        </Button>
      )}
      {['scheduled', 'sending', 'paused', 'stopped'].includes(state) && (
        <Button
          variant="subtle"
          color="red"
          onClick={() =>
            void asked({ title: texts.cancelTitle, body: texts.cancelBody, action: texts.cancel, danger: true }, () =>
              cancel.mutateAsync({ id }),
            )
          }
        >
          {texts.cancel}
        </Button>
      )}
      <Button variant="default" onClick={() => void doCopy().catch(toast.problem)}>
        {texts.copy}
      </Button>
      {releasing && <ReleaseForm id={id} onClose={() => setReleasing(false)} />}
    </Group>
  );
}

function ReleaseForm({ id, onClose }: { id: string; onClose: () => void }) {
  const { sends, ui } = useTexts();
  const { actions: texts } = sends;
  const toast = useToast();
  const release = useWrite(releaseSend, { invalidates: [`send:${id}`, 'send'], onDone: () => toast.done(texts.released) });
  const form = useForm({ initialValues: { note: '' }, validate: { note: isNotEmpty(ui.form.required) } });
  const submit = async ({ note }: typeof form.values) => {
    await release.mutateAsync({ id, note });
    onClose();
  };
  return (
    <SideForm title={texts.releaseTitle} opened onClose={onClose} form={form} action={texts.release} onSubmit={submit}>
      <p>{texts.releaseBody}</p>
      <Textarea label={texts.releaseNote} autosize minRows={3} maxLength={500} data-autofocus {...form.getInputProps('note')} />
    </SideForm>
  );
}
