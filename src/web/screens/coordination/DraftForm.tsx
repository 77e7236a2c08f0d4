import { Radio, Textarea, TextInput } from '@mantine/core';
import { isNotEmpty, useForm } from '@mantine/form';
import { createDraft } from '#modules/coordination/contract/drafts.ts';
import { useWrite } from '../../data.ts';
import { useTexts } from '../../texts/texts.ts';
import { SideForm } from '../../ui/SideForm.tsx';
import { useToast } from '../../ui/toast.tsx';

interface DraftFormProps {
  kind: 'plan' | 'ruling';
  disputeId?: string;
  title?: string;
  onClose: () => void;
}

/** A plan for both teams, or a ruling on a disputed verdict. */
export function DraftForm({ kind, disputeId, title = '', onClose }: DraftFormProps) {
  const { coordination, ui } = useTexts();
  const texts = coordination.drafts;
  const toast = useToast();
  const create = useWrite(createDraft, { invalidates: ['coordination_draft', 'dispute'] });
  const required = isNotEmpty(ui.form.required);
  const form = useForm({
    initialValues: { title: title && `${coordination.desk.kinds.verdict}: ${title}`, body: '', measure: '', checkOn: '', ruling: 'upheld' },
    validate: { title: required, body: required },
  });
  const submit = async ({ ruling, measure, checkOn, ...values }: typeof form.values) => {
    await create.mutateAsync({
      ...values,
      kind,
      disputeId: disputeId ?? null,
      measure: measure || null,
      checkOn: checkOn || null,
      ruling: kind === 'plan' ? null : ruling === 'overturned' ? 'overturned' : 'upheld',
    });
    toast.done(texts.saved);
    onClose();
  };
  return (
    <SideForm
      title={kind === 'plan' ? texts.create : texts.ruling}
      opened
      onClose={onClose}
      form={form}
      action={texts.save}
      onSubmit={submit}
    >
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
