import { MultiSelect, Textarea } from '@mantine/core';
import { isNotEmpty, useForm } from '@mantine/form';
import { askLaunchReview } from '#modules/reviews/contract.ts';
import { type About, FEWEST_UNGUESSED, MOST_REVIEWERS } from '#modules/reviews/schema.ts';
import { listMembers } from '#modules/team/contract/members.ts';
import { useRead, useWrite } from '../../data.ts';
import { useFormat } from '../../format.ts';
import { useTexts } from '../../texts/texts.ts';
import { SideForm } from '../../ui/SideForm.tsx';
import { useToast } from '../../ui/toast.tsx';
import classes from './reviews.module.css';

/** Asks people of Sales; those who were asked already are not offered again. */
export function AskReview({
  about,
  asked,
  opened,
  onClose,
}: {
  about: About;
  asked: readonly string[];
  opened: boolean;
  onClose: () => void;
}) {
  const { reviews: texts, ui } = useTexts();
  const format = useFormat();
  const toast = useToast();
  const ask = useWrite(askLaunchReview, { invalidates: ['launch_review', `send:${about.subjectId}`] });
  const { data } = useRead(listMembers, {}, { topics: ['member'], when: opened });
  const form = useForm({ initialValues: { memberIds: [] as string[], words: '' }, validate: { memberIds: isNotEmpty(ui.form.required) } });
  const people = (data?.items ?? []).filter(
    ({ id, status, department }) => status === 'active' && department === 'sales' && !asked.includes(id),
  );
  const submit = async ({ memberIds, words }: typeof form.values) => {
    await ask.mutateAsync({ ...about, memberIds, ...(words.trim() ? { words } : {}) });
    form.reset();
    onClose();
    toast.done(texts.asked);
  };
  return (
    <SideForm title={texts.ask} opened={opened} onClose={onClose} form={form} action={texts.send} onSubmit={submit}>
      <MultiSelect
        label={texts.whom}
        required
        searchable
        maxValues={MOST_REVIEWERS}
        data={people.map(({ id, name }) => ({ value: id, label: name }))}
        {...form.getInputProps('memberIds')}
      />
      <p className={classes.quiet}>{texts.who.asking(format.number(FEWEST_UNGUESSED))}</p>
      <Textarea label={texts.words} maxLength={1000} autosize minRows={2} {...form.getInputProps('words')} />
    </SideForm>
  );
}
