import type { InputOf } from '#platform/shared/contract.ts';
import type { Client } from '../../../test/harness.ts';
import * as contract from './contract.ts';

let made = 0;

/** A company made over HTTP, with a name of its own where none is given. */
export async function aCompany(client: Client, values: Partial<InputOf<typeof contract.createCompany>> = {}): Promise<string> {
  made += 1;
  return (await client.call(contract.createCompany, { name: `Company ${made}`, ...values })).id;
}
