import type { InputOf } from '#platform/shared/contract.ts';
import type { Client } from '../../../test/harness.ts';
import * as contract from './contract.ts';

let made = 0;

/** A contact made over HTTP, with a name and an address of their own where none are given. */
export async function aContact(client: Client, values: Partial<InputOf<typeof contract.createContact>> = {}): Promise<string> {
  made += 1;
  return (
    await client.call(contract.createContact, {
      firstName: 'Robin',
      lastName: `Person ${made}`,
      emails: [{ email: `person${made}@example.test` }],
      ...values,
    })
  ).id;
}
