import { takeIn } from '#modules/leads/commands/intake.ts';
import type { Ctx } from '#platform/context.ts';
import { isRefusal } from '#platform/shared/refusal.ts';
import { channelOf } from '../../rules/meanings.ts';
import type { ParsedPhone } from '../../rules/reach.ts';
import type { TypedRow } from '../../rules/typed.ts';
import type { PersonName } from '../../rules/values.ts';
import { resolveReferences } from '../references.ts';
import { type Batch, failed, type RowResult, skipped, UNCHANGED } from '../sink.ts';
import { textOf } from './people.ts';

/** Rows of a list that somebody brought home are inquiries of now: each waits in the inbox, and its lead is opened as any other. */
export async function sinkInquiries(ctx: Ctx, batch: Batch): Promise<RowResult[]> {
  const resolved = await resolveReferences(ctx, batch);
  const results: RowResult[] = [];
  for (const [index, row] of batch.rows.entries()) results.push(await takeInRow(ctx, row, resolved[index]?.campaign));
  return results;
}

async function takeInRow(ctx: Ctx, row: TypedRow, campaignId: string | undefined): Promise<RowResult> {
  const { values } = row;
  const person = personOf(values);
  if (!person) return failed('An inquiry needs a name or an e-mail address.');
  const taken = await takeIn(ctx, {
    kind: 'list',
    person,
    channel: channelOf(textOf(values, 'sourceChannel')) ?? undefined,
    campaignId: campaignId ?? null,
    content: textOf(values, 'content'),
    occurredAt: textOf(values, 'occurredAt'),
    handRaised: values.handRaised === true,
    sourceId: row.externalId ?? undefined,
  });
  if (isRefusal(taken)) return failed(taken.message);
  if (taken.known) return { ...skipped(UNCHANGED), entity: 'lead', entityId: taken.leadId ?? undefined };
  return { outcome: taken.joined ? 'merged' : 'created', entity: 'lead', entityId: taken.leadId ?? undefined };
}

function personOf(values: TypedRow['values']) {
  const whole = values.name as PersonName | undefined;
  const firstName = textOf(values, 'firstName') ?? whole?.first ?? undefined;
  const lastName = textOf(values, 'lastName') ?? whole?.last ?? undefined;
  const email = textOf(values, 'email');
  if (!firstName && !lastName && !email) return null;
  const phone = values.phone as ParsedPhone | undefined;
  return {
    firstName,
    lastName,
    email,
    phone: phone?.e164 ?? phone?.raw,
    jobTitle: textOf(values, 'jobTitle'),
    companyName: textOf(values, 'companyName'),
  };
}
