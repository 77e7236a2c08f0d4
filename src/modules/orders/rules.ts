import type { MatchedBy, ProposedFor } from './schema.ts';

/** An amount in minor units; null where the document says none. */
type Amount = number | null;

/** The sum of the lines; null where there are none, or where one has no total: a part is not the sum. */
export function linesTotal(lines: readonly { totalMinor: Amount }[]): Amount {
  if (lines.length === 0) return null;
  return lines.reduce<Amount>((sum, { totalMinor }) => (sum === null || totalMinor === null ? null : sum + totalMinor), 0);
}

/**
 * Whether the lines say another amount than the header. Their sum may be the net or the gross amount of the header, and each line may
 * be rounded by one minor unit. With no amount on either side there is nothing to compare.
 */
export function linesDiffer(header: { subTotalMinor: Amount; totalMinor: Amount }, lines: readonly { totalMinor: Amount }[]): boolean {
  const sum = linesTotal(lines);
  const said = [header.subTotalMinor, header.totalMinor].filter((amount) => amount !== null);
  if (sum === null || said.length === 0) return false;
  return said.every((amount) => Math.abs(amount - sum) > lines.length);
}

/** Whether a status word of an ERP says that the document was cancelled. */
export function saysCancelled(status: string | null | undefined): boolean {
  return /^\s*(cancel|storn|void|annul)/i.test(status ?? '');
}

/** What was credited is stored below nought, whichever sign the other system writes. */
export function credited(amount: Amount): Amount {
  return amount === null ? null : -Math.abs(amount);
}

/** What a document says of its customer; null: it does not say. */
export interface CustomerSaid {
  /** The customer's number in the other system. */
  number: string | null;
  name: string | null;
  taxId: string | null;
  email: string | null;
}

/** A company that could be meant, with one reason; the same company can be there for several. */
export interface Candidate {
  companyId: string;
  for: ProposedFor;
  /** As they are compared; null where the company has none. */
  taxKey: string | null;
  domains: readonly string[];
}

/**
 * Whose a document is, where that is certain: by the customer's number, else by tax id, by the domain of the address (null where it is one that anybody
 * can have), by the name. Each has to mean one company, and nothing that is said may speak against it.
 * @returns null where a person has to decide
 */
export function certainMatch(
  candidates: readonly Candidate[],
  said: { taxKey: string | null; domain: string | null },
): { companyId: string; how: Exclude<MatchedBy, 'person'> } | null {
  for (const how of ['number', 'tax_id', 'domain', 'name'] as const) {
    const found = candidates.filter((one) => one.for === how);
    const [only, another] = found;
    if (!only) continue;
    if (another) return null;
    const otherTax = how !== 'number' && said.taxKey !== null && only.taxKey !== null && only.taxKey !== said.taxKey;
    const otherDomain = how === 'name' && said.domain !== null && only.domains.length > 0 && !only.domains.includes(said.domain);
    return otherTax || otherDomain ? null : { companyId: only.companyId, how };
  }
  return null;
}
