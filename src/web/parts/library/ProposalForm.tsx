import { FileInput, Textarea, TextInput } from '@mantine/core';
import { isNotEmpty, useForm } from '@mantine/form';
import { createProposal, uploadProposalFile } from '#modules/library/contract/requests.ts';
import { upload } from '../../api.ts';
import { useWrite } from '../../data.ts';
import { useTexts } from '../../texts/texts.ts';
import { SideForm } from '../../ui/SideForm.tsx';
import { useToast } from '../../ui/toast.tsx';

/** Proposes something for the library, or another wording of what is there. */
export function ProposalForm({ about, onClose }: { about?: { id: string; name: string }; onClose: () => void }) {
  const { library, ui } = useTexts();
  const words = library.proposals;
  const toast = useToast();
  const propose = useWrite(createProposal, { invalidates: ['asset_proposal'] });
  const form = useForm({
    initialValues: { title: about?.name ?? '', words: '', file: null as File | null },
    validate: { title: isNotEmpty(ui.form.required) },
  });
  const submit = async ({ title, words: said, file }: typeof form.values) => {
    const { id } = await propose.mutateAsync({ title, words: said, aboutId: about?.id ?? null });
    if (file) await upload(uploadProposalFile, { id }, [file]);
    toast.done(words.sent);
    onClose();
  };
  return (
    <SideForm title={words.create} opened onClose={onClose} form={form} action={words.create} onSubmit={submit}>
      <TextInput label={words.title} data-autofocus required maxLength={200} {...form.getInputProps('title')} />
      <Textarea label={words.words} autosize minRows={3} maxLength={5000} {...form.getInputProps('words')} />
      <FileInput label={words.file} description={library.next.fileHelp} clearable {...form.getInputProps('file')} />
    </SideForm>
  );
}
