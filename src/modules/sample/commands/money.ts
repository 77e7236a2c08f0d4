import { sql } from 'kysely';
import { importRates } from '#modules/currencies/commands.ts';
import { createDocument } from '#modules/orders/commands/documents.ts';
import { createPayment } from '#modules/orders/commands/payments.ts';
import type { Ctx } from '#platform/context.ts';
import { foreignOf } from '../rules/world.ts';
import { ago, as, done, leadOf, type Person, unheard } from './people.ts';

/** Rates a month for the year that the sample tells, and one a year for the customers from before. */
const MONTHS_BACK = [...Array(16).keys(), 24, 36, 48, 60, 72];

/** Rates of the second currency, which moved a little. */
export async function setRates(ctx: Ctx, base: string): Promise<void> {
  const { currency } = foreignOf(base);
  const rows = MONTHS_BACK.map((back) => {
    const at = new Date(ctx.now);
    at.setUTCDate(1);
    at.setUTCMonth(at.getUTCMonth() - back);
    return `${at.toISOString().slice(0, 10)},${currency},${(1.15 + 0.03 * Math.sin(back / 2)).toFixed(4)}`;
  });
  done(await importRates(ctx, { csv: ['day,currency,rate', ...rows].join('\n') }));
}

/** Two documents whose customer nobody can tell for certain, and a payment that came before its invoice. */
export async function leaveToName(ctx: Ctx, people: readonly Person[]): Promise<void> {
  const sales = as(unheard(ctx), leadOf(people, 'sales'), ago(ctx, 4));
  const { rows } = await sql<{
    name: string;
  }>`select c.name from company c where c.workspace_id = ${ctx.scope.workspaceId} and c.customer_status = 'customer'
    order by c.created_at, c.id limit 2`.execute(ctx.tx);
  const [first, second] = rows;
  if (!first || !second) return;
  const holding = { name: `${first.name} Holding`, number: 'K-4711' };
  done(
    await createDocument(sales, {
      kind: 'order',
      facts: { number: 'O-19871', at: ago(ctx, 5), totalMinor: 1_240_000, customer: { ...holding, email: 'orders@holding.example.test' } },
    }),
  );
  done(
    await createDocument(sales, {
      kind: 'invoice',
      facts: {
        number: 'R-29944',
        at: ago(ctx, 4),
        totalMinor: 385_000,
        customer: { name: `${second.name} Service`, taxId: 'DE811111111' },
      },
    }),
  );
  const paid = { invoiceNumber: 'R-29958', paidOn: ago(ctx, 2).slice(0, 10), amountMinor: 96_000, reference: 'Transfer 49958' };
  done(await createPayment(sales, paid));
}
