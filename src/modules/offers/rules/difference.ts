import type { Change, Criteria, Shown, VersionContent } from '../schema.ts';

export interface OfferSaid extends VersionContent {
  replaces: string | null;
}
export interface ClaimSaid {
  statement: string;
  phrases: readonly string[];
  validFrom: string;
}

type Fields = readonly [Change['field'], Shown | null][];

const text = (value: string | null): Shown | null => (value === null || value === '' ? null : { kind: 'text', text: value });
const day = (value: string | null): Shown | null => (value === null ? null : { kind: 'day', day: value });
const lines = (value: readonly string[]): Shown | null => (value.length === 0 ? null : { kind: 'lines', lines: [...value] });
const criteria = (value: Criteria): Shown | null => (value.of.length === 0 ? null : { kind: 'criteria', criteria: value });

function fieldsOfOffer(said: OfferSaid): Fields {
  return [
    ['summary', text(said.summary)],
    [
      'price',
      said.priceMinor === null || said.currency === null ? null : { kind: 'money', amountMinor: said.priceMinor, currency: said.currency },
    ],
    ['discount', said.discountPercent === null ? null : { kind: 'percent', percent: said.discountPercent }],
    ['from', day(said.fromOn)],
    ['until', day(said.untilOn)],
    ['audience', { kind: 'audience', audience: said.audience }],
    ['criteria', criteria(said.criteria)],
    ['terms', text(said.terms)],
    ['talkingPoints', lines(said.talkingPoints)],
    ['replaces', text(said.replaces)],
  ];
}

const fieldsOfClaim = (said: ClaimSaid): Fields => [
  ['statement', text(said.statement)],
  ['phrases', lines(said.phrases)],
  ['validFrom', day(said.validFrom)],
];

/** The same value in every place, whatever order its properties were written in. */
function sameValue(one: unknown, other: unknown): boolean {
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) return one === other;
  const names = new Set([...Object.keys(one), ...Object.keys(other)]);
  return [...names].every((name) => sameValue((one as Record<string, unknown>)[name], (other as Record<string, unknown>)[name]));
}

function changesOf(before: Fields | null, after: Fields): Change[] {
  const was = new Map(before ?? []);
  return after.map(([field, to]) => ({ field, from: was.get(field) ?? null, to })).filter(({ from, to }) => !sameValue(from, to));
}

/** What is different between two versions of an offer, field by field; against nothing, all that is said. */
export const offerDifference = (before: OfferSaid | null, after: OfferSaid): Change[] =>
  changesOf(before && fieldsOfOffer(before), fieldsOfOffer(after));

export const claimDifference = (before: ClaimSaid | null, after: ClaimSaid): Change[] =>
  changesOf(before && fieldsOfClaim(before), fieldsOfClaim(after));
