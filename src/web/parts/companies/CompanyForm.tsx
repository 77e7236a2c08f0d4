import { TagsInput, TextInput } from '@mantine/core';
import { isNotEmpty, useForm } from '@mantine/form';
import { createCompany } from '#modules/companies/contract.ts';
import { useWrite } from '../../data.ts';
import { paths } from '../../paths.ts';
import { useMayChange } from '../../session.ts';
import { useTexts } from '../../texts/texts.ts';
import { useGo } from '../../ui/Go.tsx';
import { SideForm } from '../../ui/SideForm.tsx';
import { useToast } from '../../ui/toast.tsx';
import { SimilarCompanies } from './SimilarCompanies.tsx';

const EMPTY = { name: '', domain: '', industry: '', city: '', country: '', phone: '', tags: [] as string[] };

/** A new company, with a look at those that it may be already. */
export function CompanyForm({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const { record, ui } = useTexts();
  const texts = record.company;
  const toast = useToast();
  const go = useGo();
  const create = useWrite(createCompany, { invalidates: ['company'] });
  const form = useForm({ initialValues: EMPTY, validate: { name: isNotEmpty(ui.form.required) } });
  const may = {
    domain: useMayChange('company.domain'),
    industry: useMayChange('company.industry'),
    city: useMayChange('company.city'),
    country: useMayChange('company.country'),
    phone: useMayChange('company.phone'),
    tags: useMayChange('company.tags'),
  };
  const submit = async ({ name, tags, ...texted }: typeof EMPTY) => {
    const filled = Object.fromEntries(Object.entries(texted).filter(([, value]) => value.trim() !== ''));
    const { id } = await create.mutateAsync({ name: name.trim(), ...filled, ...(tags.length > 0 ? { tags } : {}) });
    form.reset();
    onClose();
    toast.done(texts.created(name.trim()));
    go(paths.company(id));
  };
  return (
    <SideForm title={texts.new} opened={opened} onClose={onClose} form={form} action={texts.save} onSubmit={submit} draft="company.new">
      <TextInput label={record.fields.name} data-autofocus maxLength={300} {...form.getInputProps('name')} />
      {may.domain && <TextInput label={record.fields.domain} description={texts.domainHelp} {...form.getInputProps('domain')} />}
      <SimilarCompanies name={form.values.name} domain={form.values.domain} />
      {may.industry && <TextInput label={record.fields.industry} maxLength={200} {...form.getInputProps('industry')} />}
      {may.city && <TextInput label={record.fields.city} maxLength={200} {...form.getInputProps('city')} />}
      {may.country && <TextInput label={record.fields.country} maxLength={100} {...form.getInputProps('country')} />}
      {may.phone && <TextInput label={record.fields.phone} type="tel" maxLength={60} {...form.getInputProps('phone')} />}
      {may.tags && <TagsInput label={record.fields.tags} {...form.getInputProps('tags')} />}
    </SideForm>
  );
}
