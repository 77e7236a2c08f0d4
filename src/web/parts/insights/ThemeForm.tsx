import { Textarea, TextInput } from '@mantine/core';
import { isNotEmpty, useForm } from '@mantine/form';
import { createTheme, updateTheme } from '#modules/insights/contract/themes.ts';
import { useWrite } from '../../data.ts';
import { useTexts } from '../../texts/texts.ts';
import { SideForm } from '../../ui/SideForm.tsx';
import { useToast } from '../../ui/toast.tsx';

interface ThemeFormProps {
  of?: { id: string; name: string; words: string[] };
  onClose: () => void;
}

/** A theme: its name, and the words that suggest it. */
export function ThemeForm({ of, onClose }: ThemeFormProps) {
  const { voice, ui } = useTexts();
  const texts = voice.themes;
  const toast = useToast();
  const invalidates = ['theme', 'insight'];
  const add = useWrite(createTheme, { invalidates, onDone: () => toast.done(texts.added) });
  const change = useWrite(updateTheme, {
    invalidates,
    onDone: () => toast.done(texts.saved, of ? { undo: () => change.mutateAsync({ id: of.id, name: of.name, words: of.words }) } : {}),
  });
  const form = useForm({
    initialValues: { name: of?.name ?? '', words: of?.words.join('\n') ?? '' },
    validate: { name: isNotEmpty(ui.form.required) },
  });
  const submit = async ({ name, words }: typeof form.values) => {
    const given = { name, words: words.split('\n').flatMap((word) => word.trim() || []) };
    await (of ? change.mutateAsync({ id: of.id, ...given }) : add.mutateAsync(given));
    onClose();
  };
  return (
    <SideForm title={of ? texts.editOf(of.name) : texts.add} opened onClose={onClose} form={form} action={texts.save} onSubmit={submit}>
      <TextInput label={texts.name} data-autofocus required maxLength={80} {...form.getInputProps('name')} />
      <Textarea label={texts.words} description={texts.wordsHelp} autosize minRows={5} maxRows={20} {...form.getInputProps('words')} />
    </SideForm>
  );
}
