import type { InputOf } from '#platform/shared/contract.ts';
import type { Client } from '../../../test/harness.ts';
import * as contract from './contract.ts';

let made = 0;

/** A campaign made over HTTP by somebody who may, with a name of its own where none is given. */
export async function aCampaign(client: Client, values: Partial<InputOf<typeof contract.createCampaign>> = {}): Promise<string> {
  made += 1;
  return (await client.call(contract.createCampaign, { name: `Campaign ${made}`, ...values })).id;
}
