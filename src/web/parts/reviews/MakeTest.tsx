import { NumberInput, Select } from '@mantine/core';
import { isNotEmpty, useForm } from '@mantine/form';
import type { About } from '#modules/reviews/schema.ts';
import { makeFieldTest } from '#modules/sends/contract/running.ts';
import { listSends } from '#modules/sends/contract/sends.ts';
import { TEST_PEOPLE } from '#modules/sends/schema.ts';
import { useRead, useWrite } from '../../data.ts';
import { paths } from '../../paths.ts';
import { useTexts } from '../../texts/texts.ts';
import { useGo } from '../../ui/Go.tsx';
import { SideForm } from '../../ui/SideForm.tsx';
import { useToast } from '../../ui/toast.tsx';
import classes from './reviews.module.css';

/** Drafts the small mailing that tries one out; of a review that is about no mailing the draft is chosen. */
export function MakeTest({ reviewId, about, onClose }: { reviewId: string; about: About; onClose: () => void }) {
  const { reviews, ui } = useTexts();
  const { test: texts } = reviews;
  const toast = useToast();
  const go = useGo();
  const own = about.subject === 'send' ? about.subjectId : null;
  const { data } = useRead(listSends, { state: 'draft', limit: 100 }, { topics: ['send'], when: own === null });
  const make = useWrite(makeFieldTest, { invalidates: ['launch_review', 'send'] });
  const form = useForm({
    initialValues: { sendId: own, people: TEST_PEOPLE.usual as number | string },
    validate: { sendId: isNotEmpty(ui.form.required) },
  });
  const submit = async ({ sendId, people }: typeof form.values) => {
    const { id } = await make.mutateAsync({ id: reviewId, sendId: sendId ?? '', people: Number(people) });
    toast.done(texts.made);
    onClose();
    go(paths.send(id));
  };
  const drafts = data?.items ?? [];
  return (
    <SideForm title={texts.make} opened onClose={onClose} form={form} action={texts.make} onSubmit={submit}>
      <p className={classes.quiet}>{texts.makeHelp}</p>
      {own === null && (
        <Select
          label={texts.makeOf}
          required
          searchable
          data={drafts.map(({ id, name }) => ({ value: id, label: name }))}
          description={data && drafts.length === 0 ? texts.noDraft : undefined}
          {...form.getInputProps('sendId')}
        />
      )}
      <NumberInput
        label={texts.people}
        required
        min={TEST_PEOPLE.least}
        max={TEST_PEOPLE.most}
        allowDecimal={false}
        {...form.getInputProps('people')}
      />
    </SideForm>
  );
}
