import { suppress } from '#modules/consents/commands/suppressions.ts';
import { type Brought, takeOver } from '#modules/consents/commands/words.ts';
import type { Ctx } from '#platform/context.ts';
import type { TypedRow } from '../../rules/typed.ts';
import type { Batch } from '../sink.ts';

const textOf = (values: TypedRow['values'], key: string): string | undefined => {
  const value = values[key];
  return typeof value === 'string' ? value : undefined;
};

/** What the rows say about mailing goes into the ledger of consents, each with its time where the file has one; a stop that this system does not know is kept. */
export async function takePermissions(ctx: Ctx, { rows, importId }: Batch): Promise<void> {
  const told = rows.flatMap(({ values }) => {
    const email = textOf(values, 'email');
    return email && values.deleted !== true ? [{ email, values }] : [];
  });
  await takeOver(
    ctx,
    told.flatMap(({ email, values }): Brought[] => wordsOf(values, importId).map((word) => ({ email, ...word }))),
  );
  await suppress(
    ctx,
    told.flatMap(({ email, values }) => {
      const since = textOf(values, 'bouncedAt');
      const bounced = since !== undefined || /clean|bounc/.test(saidIn(values));
      return bounced
        ? [{ address: { email }, cause: 'bounced' as const, evidence: { through: 'import', importId }, ...(since ? { since } : {}) }]
        : [];
    }),
  );
}

const saidIn = (values: TypedRow['values']) => (textOf(values, 'mailPermission') ?? '').toLowerCase();

/** An opt-out of another system is taken for an objection to everything: which kinds of mail it meant, nobody here knows. */
function wordsOf(values: TypedRow['values'], importId: string): Omit<Brought, 'email'>[] {
  const said = saidIn(values);
  const reason = textOf(values, 'optOutReason');
  const proof = { importId, ...(reason ? { note: reason.slice(0, 500) } : {}) };
  const [confirmed, left] = [textOf(values, 'permissionGivenAt'), textOf(values, 'optedOutAt')];
  const words: Omit<Brought, 'email'>[] = [];
  if (confirmed) words.push({ word: 'confirmed', at: confirmed, proof: { importId } });
  else if (/^(subscribed|granted|opted.?in|active|confirmed)$/.test(said)) words.push({ word: 'given', proof: { importId } });
  if (values.optedOut === true || left !== undefined || /unsub|opt(ed)?.?out|blacklist|blocked|complain/.test(said))
    words.push({ word: 'objected', proof, ...(left ? { at: left } : {}) });
  return words;
}
