import { NativeSelect, TextInput } from '@mantine/core';
import { isNotEmpty, useForm } from '@mantine/form';
import { type Criteria, EVERYTHING } from '#modules/criteria/schema.ts';
import { listViews } from '#modules/lists/contract/views.ts';
import { changeSend, copySend } from '#modules/sends/contract/sends.ts';
import { listTemplates } from '#modules/templates/contract/templates.ts';
import { useRead, useWrite } from '../../data.ts';
import { paths } from '../../paths.ts';
import { useTexts } from '../../texts/texts.ts';
import { useGo } from '../../ui/Go.tsx';
import { SideForm } from '../../ui/SideForm.tsx';
import { useToast } from '../../ui/toast.tsx';
import type { Send } from './SendPlan.tsx';

const and = (one: Criteria, op: 'has_any_of' | 'has_none_of', interest: string): Criteria => ({
  match: 'all',
  of: [...(one.of.length > 0 ? [one] : []), { field: 'interests', op, value: [interest] }],
});

/** Takes those with one interest out of a draft, into a draft of their own with what fits it. */
export function SplitForm({ send, onClose }: { send: Send; onClose: () => void }) {
  const { sends, ui } = useTexts();
  const { split: texts } = sends;
  const toast = useToast();
  const go = useGo();
  const views = useRead(listViews, { entity: 'contact' }, { topics: ['view'] });
  const templates = useRead(listTemplates, { published: true }, { topics: ['template'] });
  const copy = useWrite(copySend, { invalidates: ['send'] });
  const change = useWrite(changeSend, { invalidates: ['send'] });
  const form = useForm({
    initialValues: { interest: '', templateId: '' },
    validate: { interest: isNotEmpty(ui.form.required), templateId: isNotEmpty(ui.form.required) },
  });
  const { interest: typed } = form.getValues();
  // What is tagged with the interest, or is named after it, fits best.
  const fits = ({ name, tags }: { name: string; tags: readonly string[] }) =>
    typed.trim() !== '' && [name, ...tags].some((word) => word.toLowerCase().includes(typed.trim().toLowerCase()));
  const options = (templates.data?.items ?? []).toSorted((one, other) => Number(fits(other)) - Number(fits(one)));
  const submit = async ({ interest: chosen, templateId }: typeof form.values) => {
    const interest = chosen.trim();
    const audience = send.criteria ?? views.data?.items.find(({ id }) => id === send.viewId)?.criteria ?? EVERYTHING;
    const { id } = await copy.mutateAsync({ id: send.id });
    await change.mutateAsync({
      id,
      name: `${send.name}: ${interest}`.slice(0, 200),
      topics: [interest],
      criteria: and(audience, 'has_any_of', interest),
      variants: [{ name: 'A', templateId, share: 100 }],
    });
    await change.mutateAsync({ id: send.id, criteria: and(audience, 'has_none_of', interest) });
    toast.done(texts.done);
    go(paths.send(id));
  };
  return (
    <SideForm title={texts.title} opened onClose={onClose} form={form} action={texts.action} onSubmit={submit}>
      <p>{texts.body}</p>
      <TextInput
        label={texts.interest}
        description={texts.interestHelp}
        maxLength={100}
        data-autofocus
        {...form.getInputProps('interest')}
      />
      <NativeSelect
        label={texts.template}
        data={[
          { value: '', label: sends.plan.choose },
          ...options.map((one) => ({ value: one.id, label: fits(one) ? texts.fits(one.name) : one.name })),
        ]}
        {...form.getInputProps('templateId')}
      />
    </SideForm>
  );
}
