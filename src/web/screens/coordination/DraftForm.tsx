import { Radio, Textarea, TextInput } from '@mantine/core';
import { isNotEmpty, useForm } from '@mantine/form';
import { changeDraft, createDraft, type listDrafts } from '#modules/coordination/contract/drafts.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { useWrite } from '../../data.ts';
import { useTexts } from '../../texts/texts.ts';
import { SideForm } from '../../ui/SideForm.tsx';
import { useToast } from '../../ui/toast.tsx';

interface DraftFormProps {
  kind: 'plan' | 'ruling';
  disputeId?: string;
  title?: string;
  /** Written anew; what was signed on it falls. */
  draft?: OutputOf<typeof listDrafts>['items'][number];
  onClose: () => void;
}

/** A plan for both teams, or a ruling on a disputed verdict. */
export function DraftForm({ kind, disputeId, title = '', draft, onClose }: DraftFormProps) {
  const { coordination, ui } = useTexts();
  const texts = coordination.drafts;
  const toast = useToast();
  const topics = { invalidates: ['coordination_draft', 'dispute', 'ask'] };
  const create = useWrite(createDraft, topics);
  const change = useWrite(changeDraft, topics);
  const required = isNotEmpty(ui.form.required);
  const form = useForm({
    initialValues: {
      title: draft?.title ?? (title && `${coordination.desk.kinds.verdict}: ${title}`),
      body: draft?.body ?? '',
      measure: draft?.measure ?? '',
      checkOn: draft?.checkOn ?? '',
      ruling: draft?.ruling ?? 'upheld',
    },
    validate: { title: required, body: required },
  });
  const submit = async ({ ruling, measure, checkOn, ...values }: typeof form.values) => {
    const content = {
      ...values,
      measure: measure || null,
      checkOn: checkOn || null,
      ruling: kind === 'plan' ? null : ruling === 'overturned' ? 'overturned' : 'upheld',
    } as const;
    await (draft
      ? change.mutateAsync({ ...content, id: draft.id })
      : create.mutateAsync({ ...content, kind, disputeId: disputeId ?? null }));
    toast.done(texts.saved);
    onClose();
  };
  return (
    <SideForm
      title={draft ? texts.change : kind === 'plan' ? texts.create : texts.ruling}
      opened
      onClose={onClose}
      form={form}
      action={texts.save}
      onSubmit={submit}
    >
      {draft && draft.signatures.length > 0 && <p>{texts.changeFells}</p>}
      <TextInput label={texts.name} data-autofocus maxLength={200} {...form.getInputProps('title')} />
      {kind === 'ruling' && (
        <Radio.Group label={texts.rules} {...form.getInputProps('ruling')}>
          <Radio value="upheld" label={texts.rulings.upheld} />
          <Radio value="overturned" label={texts.rulings.overturned} />
        </Radio.Group>
      )}
      <Textarea label={texts.body} autosize minRows={4} maxLength={4000} {...form.getInputProps('body')} />
      <TextInput label={texts.measure} maxLength={300} {...form.getInputProps('measure')} />
      <TextInput type="date" label={texts.checkOn} {...form.getInputProps('checkOn')} />
    </SideForm>
  );
}
