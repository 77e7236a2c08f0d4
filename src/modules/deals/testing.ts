import type { InputOf } from '#platform/shared/contract.ts';
import type { Client } from '../../../test/harness.ts';
import { closeDeal, createDeal } from './contract/deals.ts';
import { listPipelines } from './contract/pipelines.ts';

let made = 0;

/** A deal made over HTTP, with a name of its own where none is given. */
export async function aDeal(client: Client, values: Partial<InputOf<typeof createDeal>> = {}): Promise<string> {
  made += 1;
  return (await client.call(createDeal, { name: `Deal ${made}`, ...values })).id;
}

/** The stages of the default pipeline by their names. */
export async function stagesOf(client: Client): Promise<Record<string, string>> {
  const { items } = await client.call(listPipelines, {});
  const pipeline = items.find((one) => one.isDefault);
  return Object.fromEntries(pipeline?.stages.map((stage) => [stage.name, stage.id]) ?? []);
}

/** A deal that was won. */
export async function aWonDeal(client: Client, values: Partial<InputOf<typeof createDeal>> = {}): Promise<string> {
  const id = await aDeal(client, values);
  await client.call(closeDeal, { id, outcome: 'won' });
  return id;
}
