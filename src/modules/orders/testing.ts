import type { InputOf } from '#platform/shared/contract.ts';
import type { Client } from '../../../test/harness.ts';
import { createInvoice, createOrder } from './contract/documents.ts';
import { createProduct } from './contract/products.ts';

let made = 0;

export async function aProduct(client: Client, values: Partial<InputOf<typeof createProduct>> = {}): Promise<string> {
  made += 1;
  return (await client.call(createProduct, { name: `Product ${made}`, ...values })).id;
}

export async function anOrder(client: Client, values: InputOf<typeof createOrder> = {}): Promise<string> {
  made += 1;
  return (await client.call(createOrder, { number: `O-${made}`, ...values })).id;
}

export async function anInvoice(client: Client, values: InputOf<typeof createInvoice> = {}): Promise<string> {
  made += 1;
  return (await client.call(createInvoice, { number: `I-${made}`, ...values })).id;
}
