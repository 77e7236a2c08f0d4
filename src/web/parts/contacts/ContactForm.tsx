import { TagsInput, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { createContact } from '#modules/contacts/contract.ts';
import { ApiProblem } from '../../api.ts';
import { useWrite } from '../../data.ts';
import { paths } from '../../paths.ts';
import { useMayChange } from '../../session.ts';
import { useTexts } from '../../texts/texts.ts';
import { useGo } from '../../ui/Go.tsx';
import { SideForm } from '../../ui/SideForm.tsx';
import { useToast } from '../../ui/toast.tsx';
import { type ChosenCompany, CompanySelect } from '../companies/CompanySelect.tsx';
import classes from '../companies/record.module.css';
import { SimilarContacts } from './SimilarContacts.tsx';

const EMPTY = {
  firstName: '',
  lastName: '',
  email: '',
  phone: '',
  jobTitle: '',
  company: null as ChosenCompany | null,
  tags: [] as string[],
};

export interface ContactFormProps {
  opened: boolean;
  onClose: () => void;
}

/** A new contact, with a look at the people that it may be already. */
export function ContactForm({ opened, onClose }: ContactFormProps) {
  const { record, ui } = useTexts();
  const texts = record.contact;
  const toast = useToast();
  const go = useGo();
  const create = useWrite(createContact, { invalidates: ['contact', 'company'] });
  const form = useForm({
    initialValues: EMPTY,
    validate: {
      lastName: (lastName: string, values) => (lastName.trim() || values.firstName.trim() || values.email.trim() ? null : ui.form.required),
    },
  });
  const may = {
    email: useMayChange('contact.email'),
    phone: useMayChange('contact.phone'),
    company: useMayChange('contact.company'),
    tags: useMayChange('contact.tags'),
  };
  const submit = async (values: typeof EMPTY) => {
    const { id } = await create.mutateAsync(inputOf(values)).catch(inForm);
    form.reset();
    onClose();
    toast.done(texts.created([values.firstName, values.lastName].join(' ').trim() || values.email));
    go(paths.contact(id));
  };
  return (
    <SideForm title={texts.new} opened={opened} onClose={onClose} form={form} action={texts.save} onSubmit={submit} draft="contact.new">
      <div className={classes.half}>
        <TextInput label={record.fields.firstName} data-autofocus maxLength={120} {...form.getInputProps('firstName')} />
        <TextInput label={record.fields.lastName} maxLength={120} {...form.getInputProps('lastName')} />
      </div>
      {may.email && <TextInput type="email" label={record.fields.email} maxLength={254} {...form.getInputProps('email')} />}
      {may.phone && <TextInput type="tel" label={record.fields.phone} maxLength={60} {...form.getInputProps('phone')} />}
      <SimilarContacts
        name={`${form.values.firstName} ${form.values.lastName}`}
        email={form.values.email}
        phone={form.values.phone}
        company={form.values.company?.name ?? ''}
      />
      {may.company && (
        <CompanySelect
          label={record.fields.company}
          description={texts.companyHelp}
          value={form.values.company}
          onChange={(company) => form.setFieldValue('company', company)}
          mayCreate
          error={form.errors.company}
        />
      )}
      <TextInput label={record.fields.jobTitle} maxLength={200} {...form.getInputProps('jobTitle')} />
      {may.tags && <TagsInput label={record.fields.tags} {...form.getInputProps('tags')} />}
    </SideForm>
  );
}

function inputOf({ email, phone, company, tags, ...names }: typeof EMPTY) {
  const filled = Object.fromEntries(Object.entries(names).filter(([, value]) => value.trim() !== ''));
  return {
    ...filled,
    ...(email.trim() ? { emails: [{ email: email.trim() }] } : {}),
    ...(phone.trim() ? { phones: [{ phone: phone.trim() }] } : {}),
    ...(company?.id ? { companyId: company.id } : {}),
    ...(company && company.id === null ? { companyName: company.name } : {}),
    ...(tags.length > 0 ? { tags } : {}),
  };
}

/** The server speaks of lists of addresses; this form has one of each. */
function inForm(problem: unknown): never {
  if (!(problem instanceof ApiProblem)) throw problem;
  const names: Readonly<Record<string, string>> = {
    'emails[0].email': 'email',
    'phones[0].phone': 'phone',
    companyId: 'company',
    companyName: 'company',
  };
  const errors = problem.errors.map((error) => ({ ...error, field: names[error.field] ?? error.field }));
  throw new ApiProblem({ status: problem.status, code: problem.code, message: problem.message, errors });
}
