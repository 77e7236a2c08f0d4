import { ActionIcon } from '@mantine/core';
import { IconPencil } from '@tabler/icons-react';
import { useState } from 'react';
import { changeContact } from '#modules/contacts/contract.ts';
import { BUYING_ROLES, type Contact, JOB_FUNCTIONS, SENIORITIES } from '#modules/contacts/schema.ts';
import type { InputOf } from '#platform/shared/contract.ts';
import { WORLD_REGION_NAMES, WORLD_REGIONS } from '#platform/shared/countries.ts';
import { useWrite } from '../../data.ts';
import { useFormat } from '../../format.ts';
import { paths } from '../../paths.ts';
import { useMayChange } from '../../session.ts';
import { useTexts } from '../../texts/texts.ts';
import { Go } from '../../ui/Go.tsx';
import { When } from '../../ui/marks.tsx';
import { usePeople } from '../activities/MentionArea.tsx';
import { listFact, ownerFact } from '../companies/CompanyFacts.tsx';
import { CustomFacts } from '../companies/CustomFacts.tsx';
import { type Fact, FactRow, Facts, understoodFact } from '../companies/Facts.tsx';
import classes from '../companies/record.module.css';
import { channelName } from '../leads/channel.ts';
import { AddressesForm } from './AddressesForm.tsx';

/** What is known about a contact, each fact changed in place. */
export function ContactFacts({ contact, onMove }: { contact: Contact; onMove: () => void }) {
  const { record, profile } = useTexts();
  const understoodTexts = profile.understood;
  const texts = record.fields;
  const format = useFormat();
  const people = usePeople();
  const change = useWrite(changeContact, { invalidates: ['contact'] });
  const save = (values: Record<string, unknown>) => change.mutateAsync({ id: contact.id, ...values } as InputOf<typeof changeContact>);
  const plain = (name: keyof Contact & keyof typeof texts, more: Partial<Fact> = {}): Fact => {
    const value = contact[name];
    return { name, label: texts[name], text: value === undefined ? undefined : String(value ?? ''), ...more };
  };
  const coded = (name: 'sourceChannel' | 'source') => plain(name, contact[name] ? { show: channelName(String(contact[name])) } : {});
  const words: Readonly<Record<string, string>> = { ...record.jobFunction, ...record.seniority, ...WORLD_REGION_NAMES };
  const CHOICES = { seniority: SENIORITIES, jobFunction: JOB_FUNCTIONS, worldRegion: WORLD_REGIONS };
  const understood = (name: keyof typeof CHOICES): Fact =>
    understoodFact(name, {
      label: texts[name],
      value: contact[name],
      stated: contact.stated,
      choices: CHOICES[name].map((value) => ({ value, label: words[value] ?? value })),
      texts: understoodTexts,
    });
  const about: Fact[] = [
    plain('firstName'),
    plain('lastName'),
    plain('jobTitle', { always: true }),
    understood('seniority'),
    understood('jobFunction'),
    ownerFact(contact.owner, people, { label: texts.owner, none: record.noOwner, card: record.ownerCard }),
    plain('buyingRole', {
      options: [{ value: '', label: '–' }, ...BUYING_ROLES.map((role) => ({ value: role, label: record.buyingRole[role] }))],
    }),
    listFact('interests', texts.interests, contact.interests),
    listFact('tags', texts.tags, contact.tags),
    coded('sourceChannel'),
    coded('source'),
    plain('description'),
  ];
  const address: Fact[] = [
    plain('street'),
    plain('postalCode'),
    plain('city'),
    plain('region'),
    plain('country', contact.country ? { show: format.country(contact.country) } : {}),
    understood('worldRegion'),
    plain('timeZone'),
    plain('locale'),
  ];
  const shared = { entity: 'contact', writable: contact.writable, onSave: save };
  return (
    <>
      <Facts {...shared} title={record.groups.reach} facts={[]}>
        <Addresses contact={contact} what="emails" />
        <Addresses contact={contact} what="phones" />
      </Facts>
      <Facts {...shared} title={record.groups.about} facts={about}>
        <CompanyRow contact={contact} onMove={onMove} />
      </Facts>
      <Facts {...shared} title={record.groups.address} facts={address} />
      <CustomFacts entity="contact" values={contact.custom} writable={contact.writable} onSave={save} />
    </>
  );
}

function Addresses({ contact, what }: { contact: Contact; what: 'emails' | 'phones' }) {
  const { record } = useTexts();
  const [editing, setEditing] = useState(false);
  const mayChange = useMayChange(what === 'emails' ? 'contact.email' : 'contact.phone') && contact.writable;
  const lines =
    what === 'emails'
      ? contact.emails?.map(({ email, kind }) => ({ text: email, href: `mailto:${email}`, kind }))
      : contact.phones?.map(({ phone, raw, kind }) => ({ text: raw || phone, href: `tel:${phone}`, kind }));
  if (!lines) return null;
  const edit = mayChange && (
    <PencilButton label={what === 'emails' ? record.contact.editEmails : record.contact.editPhones} onClick={() => setEditing(true)} />
  );
  return (
    <FactRow label={record.fields[what]} action={edit}>
      {lines.map((line) => (
        <div key={line.href}>
          <a href={line.href}>{line.text}</a> {line.kind && <span className={classes.quiet}>{line.kind}</span>}
        </div>
      ))}
      {lines.length === 0 && '–'}
      {editing && <AddressesForm contact={contact} what={what} onClose={() => setEditing(false)} />}
    </FactRow>
  );
}

function PencilButton({ label, onClick }: { label: string; onClick: () => void }) {
  return (
    <ActionIcon variant="subtle" size="xs" color="gray" aria-label={label} title={label} onClick={onClick}>
      <IconPencil size={14} />
    </ActionIcon>
  );
}

function CompanyRow({ contact, onMove }: { contact: Contact; onMove: () => void }) {
  const { record } = useTexts();
  const mayChange = useMayChange('contact.company') && contact.writable;
  const before = contact.employments?.filter((job) => job.endsOn !== null) ?? [];
  if (contact.company === undefined) return null;
  return (
    <FactRow label={record.fields.company} action={mayChange && <PencilButton label={record.contact.move} onClick={onMove} />}>
      {contact.company ? <Go to={paths.company(contact.company.id)}>{contact.company.name}</Go> : '–'}
      {before.map((job) => (
        <p key={job.id} className={classes.quiet}>
          <Go to={paths.company(job.company.id)}>{job.company.name}</Go>
          {job.jobTitle && `, ${job.jobTitle}`}
          {job.endsOn && (
            <>
              {', '}
              {record.panels.until} <When at={job.endsOn} />
            </>
          )}
        </p>
      ))}
    </FactRow>
  );
}
