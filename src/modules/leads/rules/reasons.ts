import { type ReasonClass, SHORTEST_NOTE } from '../schema.ts';

interface DefaultReason {
  code: string;
  label: string;
  needsNote?: boolean;
  needsDate?: boolean;
  /** Days until it may come back by its score; the usual where absent. */
  recycleDays?: number;
}

const other: DefaultReason = { code: 'other', label: 'Other', needsNote: true };

/** The reasons of a new workspace. Every class ends with `other`, which asks for a note. */
export const DEFAULT_REASONS: Readonly<Record<ReasonClass, readonly DefaultReason[]>> = {
  not_a_lead: [
    { code: 'spam', label: 'Spam' },
    { code: 'job_applicant', label: 'Job applicant' },
    { code: 'vendor_solicitation', label: 'A vendor selling to us' },
    { code: 'service_request', label: 'Service request' },
    { code: 'wrong_number', label: 'Wrong number' },
    { code: 'test', label: 'Test' },
    { code: 'student_research', label: 'Student or research' },
    other,
  ],
  bad_data: [
    { code: 'invalid_email', label: 'Mail address does not work' },
    { code: 'invalid_phone', label: 'Phone number does not work' },
    { code: 'insufficient_data', label: 'Too little to go on' },
    { code: 'duplicate', label: 'Duplicate' },
    other,
  ],
  not_fit: [
    { code: 'company_too_small', label: 'Company too small' },
    { code: 'company_too_large', label: 'Company too large' },
    { code: 'wrong_industry', label: 'Wrong industry' },
    { code: 'wrong_role', label: 'Wrong role' },
    { code: 'wrong_region', label: 'Wrong region' },
    { code: 'competitor', label: 'Competitor' },
    { code: 'no_need', label: 'No need' },
    other,
  ],
  already_ours: [
    { code: 'existing_customer', label: 'Existing customer' },
    { code: 'open_opportunity', label: 'Deal already open' },
    { code: 'partner_account', label: 'Partner' },
    other,
  ],
  not_now: [
    { code: 'no_budget_yet', label: 'No budget yet', recycleDays: 90 },
    { code: 'timing_later', label: 'Later', needsDate: true },
    { code: 'no_priority', label: 'Not a priority' },
    { code: 'contract_elsewhere', label: 'Under contract elsewhere', needsDate: true },
    { code: 'not_reached', label: 'Not reached' },
    { code: 'early_research', label: 'Only looking around' },
    { code: 'authority_missing', label: 'Not the one who decides', recycleDays: 60 },
    other,
  ],
  lost: [
    { code: 'chose_competitor', label: 'Chose a competitor' },
    { code: 'price_value', label: 'Price against value' },
    { code: 'missing_capability', label: 'Something is missing in the product' },
    { code: 'no_decision', label: 'No decision' },
    { code: 'built_in_house', label: 'Built in house' },
    { code: 'project_cancelled', label: 'Project cancelled' },
    { code: 'no_authority', label: 'Not the one who decides' },
    { code: 'bad_timing', label: 'Bad timing' },
    { code: 'relationship', label: 'Relationship' },
    other,
  ],
};

/** What a reason asks for and was not given; null where it is complete. */
export function missingForReason(
  reason: { needsNote: boolean; needsDate: boolean },
  given: { note?: string | null; date?: string | null },
): 'note' | 'date' | null {
  if (reason.needsNote && (given.note ?? '').trim().length < SHORTEST_NOTE) return 'note';
  return reason.needsDate && !given.date ? 'date' : null;
}

/** `Chose a competitor!` → `chose_a_competitor`, made different from the codes in use. */
export function codeOf(label: string, taken: readonly string[]): string {
  const words = label
    .toLowerCase()
    .normalize('NFKD')
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^[^a-z]+|_+$/g, '')
    .slice(0, 50);
  const base = words || 'reason';
  if (!taken.includes(base)) return base;
  let n = 2;
  while (taken.includes(`${base}_${n}`)) n += 1;
  return `${base}_${n}`;
}
