import { aContact } from '#modules/contacts/testing.ts';
import type { InputOf } from '#platform/shared/contract.ts';
import type { Client } from '../../../test/harness.ts';
import { recordConversion } from './contract/conversions.ts';
import * as contract from './contract/leads.ts';
import { listReasons } from './contract/reasons.ts';
import type { ReasonClass } from './schema.ts';

/** A lead made over HTTP, of a new contact where none is given. */
export async function aLead(client: Client, values: Partial<InputOf<typeof contract.openLead>> = {}): Promise<string> {
  const contactId = values.contactId ?? (await aContact(client));
  return (await client.call(contract.openLead, { ...values, contactId })).id;
}

/** The id of a seeded reason. */
export async function reasonId(client: Client, of: ReasonClass, code: string): Promise<string> {
  const { items } = await client.call(listReasons, { class: of });
  const reason = items.find((one) => one.code === code);
  if (!reason) throw new Error(`no reason ${of}.${code}`);
  return reason.id;
}

/** A conversion made over HTTP with its lead, of a new contact where none is given. */
export async function aConversion(client: Client, values: Partial<InputOf<typeof recordConversion>> = {}) {
  const whose = values.person ? {} : { contactId: values.contactId ?? (await aContact(client)) };
  const { leadId, ...taken } = await client.call(recordConversion, { kind: 'form', ...values, ...whose });
  if (leadId === null) throw new Error('this conversion opened no lead');
  return { ...taken, leadId };
}
