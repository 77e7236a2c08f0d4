import { NumberInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { type getLibraryTerms, setLibraryTerms } from '#modules/library/contract/assets.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { useWrite } from '../../data.ts';
import { useTexts } from '../../texts/texts.ts';
import { SideForm } from '../../ui/SideForm.tsx';

type Terms = Omit<OutputOf<typeof getLibraryTerms>, 'mayChange'>;

/** Until when requests are delivered, when they are warned of, and how long links open: for those that are made from now on. */
export function TermsForm({ of: { answerDays, warnDays, linkDays }, onClose }: { of: Terms; onClose: () => void }) {
  const { library } = useTexts();
  const words = library.requests;
  const write = useWrite(setLibraryTerms, { invalidates: ['library_terms'] });
  const form = useForm<Terms>({ initialValues: { answerDays, warnDays, linkDays } });
  const submit = async (values: Terms) => {
    await write.mutateAsync(values);
    onClose();
  };
  return (
    <SideForm title={words.termsTitle} opened onClose={onClose} form={form} action={library.form.save} onSubmit={submit}>
      <NumberInput label={words.answerDays} data-autofocus min={1} max={90} {...form.getInputProps('answerDays')} />
      <NumberInput label={words.warnDays} min={0} max={30} {...form.getInputProps('warnDays')} />
      <NumberInput label={words.linkDays} min={1} max={1100} {...form.getInputProps('linkDays')} />
    </SideForm>
  );
}
