import { Select, TagsInput, TextInput } from '@mantine/core';
import { isNotEmpty, type UseFormReturnType, useForm } from '@mantine/form';
import { changeTemplate, createTemplate, listStarters, listTemplates } from '#modules/templates/contract/templates.ts';
import { TEMPLATE_KINDS, type TemplateKind } from '#modules/templates/schema.ts';
import { useRead, useWrite } from '../../data.ts';
import { paths } from '../../paths.ts';
import { useReader } from '../../reader.ts';
import { useTexts } from '../../texts/texts.ts';
import { useGo } from '../../ui/Go.tsx';
import { SideForm } from '../../ui/SideForm.tsx';
import { useToast } from '../../ui/toast.tsx';

interface Facts {
  name: string;
  kind: TemplateKind;
  language: string;
  folder: string;
  tags: string[];
}

function FactFields({ form }: { form: UseFormReturnType<Facts & { starter: string }> }) {
  const texts = useTexts().templates;
  const { data } = useRead(listTemplates, {}, { topics: ['template'] });
  return (
    <>
      <TextInput label={texts.name} data-autofocus maxLength={120} {...form.getInputProps('name')} />
      <Select
        label={texts.kind}
        description={texts.kindHelp}
        allowDeselect={false}
        data={TEMPLATE_KINDS.map((kind) => ({ value: kind, label: texts.kinds[kind] }))}
        {...form.getInputProps('kind')}
      />
      <TextInput label={texts.language} description={texts.languageHelp} maxLength={20} {...form.getInputProps('language')} />
      <TextInput label={texts.folder} maxLength={120} list="template-folders" {...form.getInputProps('folder')} />
      <datalist id="template-folders">
        {data?.folders.map((folder) => (
          <option key={folder} value={folder} />
        ))}
      </datalist>
      <TagsInput label={texts.tags} maxTags={20} data={data?.tags ?? []} {...form.getInputProps('tags')} />
    </>
  );
}

const useFacts = (initialValues: Facts) => {
  const { ui } = useTexts();
  return useForm({
    initialValues: { starter: '', ...initialValues },
    validate: { name: isNotEmpty(ui.form.required), language: isNotEmpty(ui.form.required) },
  });
};

export function NewTemplate({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const texts = useTexts().templates;
  const go = useGo();
  const reader = useReader();
  const { data } = useRead(listStarters, {}, { when: opened, fresh: 300_000 });
  const make = useWrite(createTemplate, { invalidates: ['template'], onDone: ({ id }) => go(paths.template(id)) });
  const form = useFacts({ name: '', kind: 'information', language: reader.locale, folder: '', tags: [] });
  const starters = data?.items ?? [];
  const begin = (starter: string | null) => {
    const chosen = starters.find(({ key }) => key === starter);
    form.setFieldValue('starter', starter ?? '');
    if (chosen) form.setFieldValue('kind', chosen.kind);
  };
  return (
    <SideForm
      title={texts.create}
      opened={opened}
      onClose={onClose}
      form={form}
      action={texts.create}
      onSubmit={({ starter, ...values }) => make.mutateAsync({ ...values, ...(starter ? { starter } : {}) })}
    >
      <Select
        label={texts.beginWith}
        description={starters.find(({ key }) => key === form.values.starter)?.about}
        data={[{ value: '', label: texts.nothing }, ...starters.map(({ key, name }) => ({ value: key, label: name }))]}
        allowDeselect={false}
        value={form.values.starter}
        onChange={begin}
      />
      <FactFields form={form} />
    </SideForm>
  );
}

export function TemplateFacts({ template, opened, onClose }: { template: Facts & { id: string }; opened: boolean; onClose: () => void }) {
  const { templates: texts, settings } = useTexts();
  const toast = useToast();
  const save = useWrite(changeTemplate, {
    invalidates: ['template'],
    onDone: () => {
      toast.done(settings.saved);
      onClose();
    },
  });
  const { id, name, kind, language, folder, tags } = template;
  const form = useFacts({ name, kind, language, folder, tags });
  return (
    <SideForm
      title={texts.settings}
      opened={opened}
      onClose={onClose}
      form={form}
      action={texts.save}
      onSubmit={({ starter: _starter, ...values }) => save.mutateAsync({ id, ...values })}
    >
      <FactFields form={form} />
    </SideForm>
  );
}
