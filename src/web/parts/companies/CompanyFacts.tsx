import { IconId } from '@tabler/icons-react';
import { changeCompany } from '#modules/companies/contract.ts';
import { type Company, SIZE_BANDS, STANDARD_INDUSTRIES, WORLD_REGIONS } from '#modules/companies/schema.ts';
import type { InputOf } from '#platform/shared/contract.ts';
import { WORLD_REGION_NAMES } from '#platform/shared/countries.ts';
import { inMajor } from '#platform/shared/money.ts';
import { useWrite } from '../../data.ts';
import { useFormat } from '../../format.ts';
import { paths } from '../../paths.ts';
import { useSession } from '../../session.ts';
import { useTexts } from '../../texts/texts.ts';
import { Go } from '../../ui/Go.tsx';
import { Mark, Money, When } from '../../ui/marks.tsx';
import { type Person, usePeople } from '../activities/MentionArea.tsx';
import { channelName } from '../leads/channel.ts';
import { PersonName } from '../team/PersonName.tsx';
import { amountOf, CustomFacts } from './CustomFacts.tsx';
import { type Fact, FactRow, Facts, listOf, understoodFact } from './Facts.tsx';
import classes from './record.module.css';

/** The owner, chosen from the people of the workspace. */
export function ownerFact(
  owner: Person | null | undefined,
  people: readonly Person[],
  texts: { label: string; none: string; card: string },
): Fact {
  const known = people.some((person) => person.id === owner?.id) || !owner ? people : [owner, ...people];
  return {
    name: 'ownerId',
    label: texts.label,
    text: owner === undefined ? undefined : (owner?.id ?? ''),
    always: true,
    ...(owner ? { beside: <PersonName person={owner} words={<IconId size={15} aria-label={texts.card} />} /> } : {}),
    options: [{ value: '', label: texts.none }, ...known.map((person) => ({ value: person.id, label: person.name }))],
  };
}

/** Texts in one field, with commas. */
export function listFact(name: string, label: string, values: readonly string[] | undefined): Fact {
  const show = values && values.length > 0 && (
    <span className={classes.marks}>
      {values.map((value) => (
        <Mark key={value}>{value}</Mark>
      ))}
    </span>
  );
  return {
    name,
    label,
    text: values?.join(', '),
    ...(show ? { show } : {}),
    toWire: listOf,
    always: name === 'tags' || name === 'interests',
  };
}

/** What is known about a company, each fact changed in place. */
export function CompanyFacts({ company }: { company: Company }) {
  const { record, profile } = useTexts();
  const texts = record.fields;
  const format = useFormat();
  const people = usePeople();
  const { workspace } = useSession();
  const change = useWrite(changeCompany, { invalidates: ['company'] });
  const save = (values: Record<string, unknown>) => change.mutateAsync({ id: company.id, ...values } as InputOf<typeof changeCompany>);
  const plain = (name: keyof Company & keyof typeof texts, more: Partial<Fact> = {}): Fact => {
    const value = company[name];
    return { name, label: texts[name], text: value === undefined ? undefined : String(value ?? ''), ...more };
  };
  const understood = (name: 'sizeBand' | 'standardIndustry' | 'worldRegion', choices: readonly { value: string; label: string }[]) =>
    understoodFact(name, { label: texts[name], value: company[name], stated: company.stated, choices, texts: profile.understood });
  const currency = company.currency ?? workspace.baseCurrency;
  const revenue = company.annualRevenueMinor;
  const saveRevenue = (values: Record<string, unknown>) => {
    const amount = values.annualRevenueMinor as { amountMinor: number; currency: string } | null | undefined;
    return save(amount && typeof amount === 'object' ? { annualRevenueMinor: amount.amountMinor, currency: amount.currency } : values);
  };
  const about: Fact[] = [
    ownerFact(company.owner, people, { label: texts.owner, none: record.noOwner, card: record.ownerCard }),
    plain('industry', { always: true }),
    understood('standardIndustry', STANDARD_INDUSTRIES),
    plain('employeeCount', {
      always: true,
      type: 'number',
      ...(company.employeeCount ? { show: format.number(company.employeeCount) } : {}),
      toWire: (text) => (text.trim() === '' ? null : Number(text)),
    }),
    plain('sizeText'),
    understood(
      'sizeBand',
      SIZE_BANDS.map((value) => ({ value, label: value.replace('-', '–') })),
    ),
    {
      name: 'annualRevenueMinor',
      label: texts.annualRevenueMinor,
      text: revenue === undefined ? undefined : revenue === null ? '' : `${inMajor({ amountMinor: revenue, currency })} ${currency}`,
      ...(revenue === null || revenue === undefined ? {} : { show: format.money({ amountMinor: revenue, currency }, 'short') }),
      toWire: (text) => amountOf(text, currency),
    },
    plain('kind', company.kind ? { show: channelName(company.kind) } : {}),
    listFact('tags', texts.tags, company.tags),
    plain('source', company.source ? { show: channelName(company.source) } : {}),
    plain('taxId'),
    plain('description'),
  ];
  const reach: Fact[] = [plain('domain', { always: true }), plain('website'), plain('phone', { type: 'tel', always: true })];
  const address: Fact[] = [
    plain('street'),
    plain('postalCode'),
    plain('city'),
    plain('region'),
    plain('country', company.country ? { show: format.country(company.country) } : {}),
    understood(
      'worldRegion',
      WORLD_REGIONS.map((value) => ({ value, label: WORLD_REGION_NAMES[value] })),
    ),
  ];
  const shared = { entity: 'company', writable: company.writable, onSave: saveRevenue };
  return (
    <>
      <Facts {...shared} title={record.groups.about} facts={about}>
        {company.parent && (
          <FactRow label={texts.parent}>
            <Go to={paths.company(company.parent.id)}>{company.parent.name}</Go>
          </FactRow>
        )}
        {company.customerSince && (
          <FactRow label={texts.customerSince}>
            <When at={company.customerSince} form="date" />
          </FactRow>
        )}
        {company.invoicedMinor !== undefined && company.invoicedMinor > 0 && (
          <FactRow label={texts.invoiced}>
            <Money value={{ amountMinor: company.invoicedMinor, currency: company.invoicedCurrency }} whole />
          </FactRow>
        )}
      </Facts>
      <Facts {...shared} title={record.groups.reach} facts={reach} />
      <Facts {...shared} title={record.groups.address} facts={address} />
      <CustomFacts entity="company" values={company.custom} writable={company.writable} onSave={save} />
    </>
  );
}
