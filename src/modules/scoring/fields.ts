import { sql } from 'kysely';
import type { Field } from '#modules/criteria/fields.ts';
import { LABELS, MOMENTA } from './schema.ts';

const plain = (values: readonly string[]) => values.map((value) => ({ value, label: value.charAt(0).toUpperCase() + value.slice(1) }));

const scored = (column: string, facts: Pick<Field, 'key' | 'label' | 'kind'> & Partial<Field>): Field => ({
  entity: 'contact',
  group: 'Score',
  sql: (row) => sql.ref(`${row}.${column}`),
  sort: true,
  ...facts,
});

/** What the score says of a contact. It follows from the record and the ledger, so nobody writes it. */
export const fields: Field[] = [
  scored('score_label', { key: 'scoreLabel', label: 'Score', kind: 'choice', options: plain(LABELS), shown: true }),
  scored('fit', { key: 'fit', label: 'Fit', kind: 'choice', options: plain(['A', 'B', 'C', 'D', '?']) }),
  scored('engagement_score', { key: 'engagement', label: 'Engagement', kind: 'number' }),
  scored('momentum', { key: 'momentum', label: 'Momentum', kind: 'choice', options: plain(MOMENTA) }),
  scored('engagement_change', { key: 'engagementChange', label: 'Engagement within a week', kind: 'number' }),
  scored('score_reason', { key: 'scoreReason', label: 'Strongest lately', kind: 'text' }),
  scored('score_reason_at', { key: 'scoreReasonAt', label: 'Strongest lately, when', kind: 'instant' }),
];
