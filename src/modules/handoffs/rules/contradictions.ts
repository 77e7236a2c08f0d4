import type { Owed } from '../schema.ts';

/** What the record says about a lead, as far as a reason can contradict it. */
export interface KnownFacts {
  /** Calls, mails and meetings of ours since the hand-off. */
  attempts: number;
  /** How many of them "not reached" takes, and who says so. */
  owed: Owed;
  /** Of these, calls that reached the person, and answers of theirs. */
  reached: number;
  isCustomer: boolean;
  openDeals: number;
  /** Of the profile: criteria that the person meets, with the fields they ask for. */
  metCriteria: readonly { label: string; fields: readonly string[] }[];
  /** Others on record with the same mail address, phone number or name and company. */
  duplicates: number;
  /** Deals with an amount, of the person or the company: a price was named. */
  priced: number;
  hasMail: boolean;
  hasPhone: boolean;
  /** What is on record of: job title, phone, mail, company, why now. */
  known: number;
  buyingRole: string | null;
  isPartner: boolean;
  /** The person came by themselves since the hand-off. */
  cameSince: number;
}

/** A review of the reasons is asked for where “Other” is more than this share of at least so many returns. */
export const REVIEW_OTHER = { share: 0.1, least: 10 };

const ABOUT: Readonly<Record<string, readonly string[]>> = {
  company_too_small: ['company.employeeCount', 'company.annualRevenue'],
  company_too_large: ['company.employeeCount', 'company.annualRevenue'],
  wrong_industry: ['company.industry'],
  wrong_role: ['seniority', 'jobFunction', 'jobTitle'],
  wrong_region: ['country', 'region', 'company.country', 'company.region'],
};

export interface Contradictions {
  /** Why the reason cannot be given; null where it can. */
  refused: string | null;
  /** What speaks against it; shown, kept with the verdict, and in nobody's way. */
  warnings: string[];
}

/** Holds a reason against what is on record. It may be right all the same: only a reason that cannot be is refused. */
export function contradictions(code: string, facts: KnownFacts): Contradictions {
  const none: Contradictions = { refused: null, warnings: [] };
  if (code === 'not_reached') return ofReaching(facts);
  if (code === 'existing_customer' && !facts.isCustomer)
    return { ...none, warnings: ['No invoice and no won deal makes this company a customer.'] };
  if (code === 'open_opportunity' && facts.openDeals === 0) return { ...none, warnings: ['There is no open deal with this company.'] };
  if ((code === 'invalid_phone' || code === 'wrong_number' || code === 'invalid_email') && facts.reached > 0)
    return { ...none, warnings: [`The person was reached ${times(facts.reached)} since the hand-off.`] };
  const against = AGAINST[code]?.(facts);
  if (against) return { ...none, warnings: [against] };
  const fields = ABOUT[code] ?? [];
  const met = facts.metCriteria.filter((criterion) => criterion.fields.some((field) => fields.includes(field)));
  return { ...none, warnings: met.map(({ label }) => `The signed profile says that this is met: ${label}.`) };
}

/** Of the five facts that a first call needs, so many are enough to go on. */
const ENOUGH_KNOWN = 4;

/** Reasons that one fact speaks against. */
const AGAINST: Readonly<Record<string, (facts: KnownFacts) => string | null>> = {
  duplicate: ({ duplicates }) => (duplicates === 0 ? 'Nobody else on record has this mail address, number, or name and company.' : null),
  invalid_email: ({ hasMail }) => (hasMail ? null : 'There is no mail address on record.'),
  invalid_phone: ({ hasPhone }) => (hasPhone ? null : 'There is no phone number on record.'),
  insufficient_data: ({ known }) =>
    known >= ENOUGH_KNOWN ? `${known} of 5 facts are on record: job title, phone, mail, company, why now.` : null,
  price_value: ({ priced }) => (priced === 0 ? 'No deal with an amount says that a price was named.' : null),
  partner_account: ({ isPartner }) => (isPartner ? null : 'This company is not marked as a partner.'),
  authority_missing: ({ buyingRole }) => (buyingRole === 'decision_maker' ? 'On record as the one who decides.' : null),
  no_need: ({ cameSince }) => (cameSince > 0 ? `The person came by themselves ${times(cameSince)} since the hand-off.` : null),
  spam: ({ reached }) => (reached > 0 ? `The person was reached ${times(reached)} since the hand-off.` : null),
};

const OWED: Readonly<Record<Owed['by'], (n: number) => string>> = {
  agreed: (n) => `the ${n} attempts agreed`,
  measured: (n) => `the ${n} attempts that pay by your own history`,
  usual: (n) => `the usual ${n} attempts`,
};

function ofReaching({ attempts, reached, owed }: KnownFacts): Contradictions {
  if (attempts === 0)
    return {
      refused:
        'Nobody has tried yet: there is no call, mail or meeting on the record since the hand-off. Log the attempt, or choose another reason.',
      warnings: [],
    };
  const warnings = reached > 0 ? [`The person was reached ${times(reached)} since the hand-off.`] : [];
  return {
    refused: null,
    warnings: attempts < owed.attempts ? [...warnings, `${attempts} of ${OWED[owed.by](owed.attempts)}.`] : warnings,
  };
}

const times = (n: number) => (n === 1 ? 'once' : `${n} times`);
