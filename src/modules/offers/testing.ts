import type { InputOf } from '#platform/shared/contract.ts';
import type { Client } from '../../../test/harness.ts';
import * as contract from './contract/offers.ts';

let made = 0;

type Content = Partial<InputOf<typeof contract.createOffer>['content']>;

/** The draft of an offer, with a name of its own. */
export async function anOffer(client: Client, content: Content = {}): Promise<{ id: string; versionId: string }> {
  made += 1;
  const { id } = await client.call(contract.createOffer, {
    name: `Offer ${made}`,
    kind: 'discount',
    content: { summary: 'Ten percent off', discountPercent: 10, talkingPoints: ['It is cheaper'], ...content },
  });
  const { versions } = await client.call(contract.getOffer, { id });
  return { id, versionId: versions[0]?.id ?? '' };
}
