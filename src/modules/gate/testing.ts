import type { InputOf } from '#platform/shared/contract.ts';
import type { Client } from '../../../test/harness.ts';
import { setHold } from './contract/holds.ts';
import type { Intent } from './schema.ts';

/** A mail of Marketing to prospects, unless said otherwise. */
export const anIntent = (values: Partial<Intent> = {}): Intent => ({
  side: 'marketing',
  kind: 'article',
  audience: 'prospects',
  topics: ['pumps'],
  isReply: false,
  plannedAt: '2026-03-02T08:00:00.000Z',
  ...values,
});

/** A hold on a contact for ten days from the usual morning, unless said otherwise. */
export async function aHold(client: Client, values: Partial<InputOf<typeof setHold>> & { id: string }): Promise<string> {
  return (
    await client.call(setHold, {
      entity: 'contact',
      against: 'marketing',
      reason: 'We are about to sign.',
      until: '2026-03-12T08:00:00.000Z',
      ...values,
    })
  ).id;
}
