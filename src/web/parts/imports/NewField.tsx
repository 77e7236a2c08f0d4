import { Select, TextInput } from '@mantine/core';
import { isNotEmpty, useForm } from '@mantine/form';
import { createOwnField } from '#modules/criteria/contract.ts';
import { CUSTOM_KINDS, type CustomKind, type Entity } from '#modules/criteria/schema.ts';
import { changeImportFile, previewImportFile } from '#modules/imports/contract.ts';
import type { ImportFile } from '#modules/imports/schema.ts';
import { call } from '../../api.ts';
import { useWrite } from '../../data.ts';
import { useTexts } from '../../texts/texts.ts';
import { SideForm } from '../../ui/SideForm.tsx';
import { useToast } from '../../ui/toast.tsx';

/** Choices want their options named, which is done in the settings. */
const OFFERED = CUSTOM_KINDS.filter((kind) => kind !== 'choice' && kind !== 'choices');

export interface NewFieldProps {
  importId: string;
  file: ImportFile;
  owner: Entity;
  /** The column that is to go there. */
  header: string;
  onClose: () => void;
}

/** Makes a column that has no field yet a field of the workspace's own, and sends it there. */
export function NewField({ importId, file, owner, header, onClose }: NewFieldProps) {
  const { imports, lists, ui } = useTexts();
  const texts = imports.newField;
  const toast = useToast();
  const create = useWrite(createOwnField, { invalidates: ['own_field'] });
  const change = useWrite(changeImportFile, { invalidates: [`import:${importId}`] });
  const form = useForm({
    initialValues: { label: header.slice(0, 120), kind: 'text' as CustomKind },
    validate: { label: isNotEmpty(ui.form.required) },
  });
  const submit = async ({ label, kind }: typeof form.values) => {
    const { key } = await create.mutateAsync({ entity: owner, label, kind });
    const about = { id: importId, fileId: file.id };
    // How a cell of this kind is read is the import's to say.
    const { fields } = await call(previewImportFile, about);
    const target = fields.find((field) => field.key === `custom.${key}`);
    if (target) {
      const column = { field: target.key, transform: target.transform, ...(target.role ? { role: target.role } : {}) };
      await change.mutateAsync({ ...about, mapping: { ...file.mapping, [header]: column } });
    }
    toast.done(texts.done(label));
    onClose();
  };
  return (
    <SideForm title={texts.title(header)} opened onClose={onClose} form={form} action={texts.action} onSubmit={submit}>
      <TextInput label={lists.fields.label} data-autofocus {...form.getInputProps('label')} />
      <Select
        label={lists.fields.kind}
        description={texts.kindHelp}
        data={OFFERED.map((value) => ({ value, label: lists.fields.kinds[value] }))}
        allowDeselect={false}
        {...form.getInputProps('kind')}
      />
    </SideForm>
  );
}
