import { TextInput } from '@mantine/core';
import { isNotEmpty, useForm } from '@mantine/form';
import { createCompany } from '#modules/companies/contract.ts';
import { addEmployment } from '#modules/contacts/contract.ts';
import type { Contact } from '#modules/contacts/schema.ts';
import { useWrite } from '../../data.ts';
import { useReader } from '../../reader.ts';
import { useTexts } from '../../texts/texts.ts';
import { SideForm } from '../../ui/SideForm.tsx';
import { useToast } from '../../ui/toast.tsx';
import { localMoment } from '../activities/due.ts';
import { type ChosenCompany, CompanySelect } from '../companies/CompanySelect.tsx';

/** Another employer as of a day. */
export function MoveForm({ contact, onClose }: { contact: Contact; onClose: () => void }) {
  const { record, ui } = useTexts();
  const texts = record.contact;
  const toast = useToast();
  const { timeZone } = useReader();
  const make = useWrite(createCompany, { invalidates: ['company'] });
  const move = useWrite(addEmployment, { invalidates: ['contact', 'company'], onDone: () => toast.done(texts.moved) });
  const today = localMoment(new Date().toISOString(), timeZone).slice(0, 10);
  const form = useForm({
    initialValues: { companyId: null as ChosenCompany | null, jobTitle: '', startsOn: today },
    validate: { companyId: isNotEmpty(ui.form.required) },
  });
  const submit = async ({ companyId: chosen, jobTitle, startsOn }: typeof form.values) => {
    if (!chosen) return;
    const companyId = chosen.id ?? (await make.mutateAsync({ name: chosen.name })).id;
    await move.mutateAsync({ id: contact.id, companyId, jobTitle: jobTitle.trim() || null, ...(startsOn ? { startsOn } : {}) });
    onClose();
  };
  return (
    <SideForm title={texts.moveTitle} opened onClose={onClose} form={form} action={texts.moveSave} onSubmit={submit}>
      <p>{texts.moveBody}</p>
      <CompanySelect
        label={record.fields.company}
        value={form.values.companyId}
        onChange={(company) => form.setFieldValue('companyId', company)}
        mayCreate
        error={form.errors.companyId}
        autoFocus
      />
      <TextInput label={record.fields.jobTitle} maxLength={200} {...form.getInputProps('jobTitle')} />
      <TextInput type="date" label={texts.moveSince} {...form.getInputProps('startsOn')} />
    </SideForm>
  );
}
