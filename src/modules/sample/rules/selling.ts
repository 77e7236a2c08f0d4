import { PRODUCTS } from './words.ts';
import { DAY, dayOf, HOUR, iso, type Row, tell, type World } from './world.ts';

export interface Sale {
  companyId: string;
  contactId: string | null;
  dealId: string | null;
  ownerId: string | null;
  orderedAt: number;
  amountMinor: number;
  currency: string;
}

export function sold(world: World, sale: Sale): void {
  const { random } = world;
  const orderId = world.id(sale.orderedAt);
  const number = `O-${10_000 + world.book.sales_order.length}`;
  const base = {
    company_id: sale.companyId,
    contact_id: sale.contactId,
    deal_id: sale.dealId,
    owner_id: sale.ownerId,
    currency: sale.currency,
    data: {},
  };
  world.book.sales_order.push({
    id: orderId,
    number,
    subject: null,
    status: 'approved',
    ordered_at: iso(sale.orderedAt),
    sub_total_minor: sale.amountMinor,
    total_minor: sale.amountMinor,
    ...base,
  });
  lines(world, { order_id: orderId, invoice_id: null }, sale.amountMinor);
  tell(world, {
    kind: 'order',
    at: sale.orderedAt,
    subject: number,
    companyId: sale.companyId,
    contactId: sale.contactId,
    dealId: sale.dealId,
    data: { orderId, number, totalMinor: sale.amountMinor, currency: sale.currency },
  });
  const parts = random.chance(0.35) ? [0.4, 0.6] : [1];
  for (const [place, share] of parts.entries()) {
    const at = sale.orderedAt + (random.between(2, 16) + place * 35) * DAY;
    if (at > world.nowMs - HOUR) continue;
    invoice(world, { orderId, sale, at, totalMinor: Math.round((sale.amountMinor * share * random.between(0.92, 1)) / 100) * 100 });
  }
}

/** What is owed is paid within seven weeks, a fifth of it in two parts; every seventeenth invoice is credited in part before. */
function invoice(world: World, { orderId, sale, at, totalMinor }: { orderId: string; sale: Sale; at: number; totalMinor: number }): void {
  const { random } = world;
  const id = world.id(at);
  const place = world.book.invoice.length;
  const isCancelled = random.chance(0.03);
  // Some let it lie for two months more.
  const paidAt = at + random.between(6, 50) * DAY + (place % 11 === 5 ? 60 * DAY : 0);
  const isPaid = !isCancelled && paidAt < world.nowMs;
  const creditedAt = at + 4 * DAY;
  const creditMinor = !isCancelled && place % 17 === 9 && creditedAt < world.nowMs ? Math.round(totalMinor / 1_000) * 100 : 0;
  write(world, sale, {
    ...{ id, number: `R-${20_000 + place}`, order_id: orderId, credits_id: null },
    status: isCancelled ? 'cancelled' : 'delivered',
    invoiced_at: iso(at),
    due_on: dayOf(at + 30 * DAY),
    paid_at: isPaid ? iso(paidAt) : null,
    paid_by: isPaid ? 'payments' : null,
    cancelled_at: isCancelled ? iso(Math.min(world.nowMs, at + 3 * DAY)) : null,
    total_minor: totalMinor,
  });
  lines(world, { order_id: null, invoice_id: id }, totalMinor);
  if (creditMinor > 0)
    write(world, sale, {
      ...{ id: world.id(creditedAt), number: `C-${20_000 + place}`, order_id: orderId, credits_id: id, status: 'delivered' },
      ...{ invoiced_at: iso(creditedAt), due_on: null, paid_at: null, paid_by: null, cancelled_at: null, total_minor: -creditMinor },
    });
  if (!isCancelled) pay(world, { id, at, paidAt, place, owedMinor: totalMinor - creditMinor, currency: sale.currency });
}

type Written = Readonly<{ id: string; number: string; invoiced_at: string; total_minor: number }> & Row;

function write(world: World, sale: Sale, { id, number, invoiced_at, total_minor, ...more }: Written): void {
  const { companyId, contactId, dealId, currency } = sale;
  world.book.invoice.push({
    ...{ id, number, invoiced_at, total_minor, ...more },
    subject: null,
    company_id: companyId,
    contact_id: contactId,
    deal_id: dealId,
    owner_id: sale.ownerId,
    sub_total_minor: total_minor,
    currency,
    data: {},
  });
  tell(world, {
    kind: 'invoice',
    at: Date.parse(invoiced_at),
    subject: number,
    ...{ companyId, contactId, dealId },
    data: { invoiceId: id, number, totalMinor: total_minor, currency },
  });
}

interface Owed {
  id: string;
  at: number;
  paidAt: number;
  place: number;
  owedMinor: number;
  currency: string;
}

/** Of what is not paid yet every third invoice has had its first part. */
function pay(world: World, { id, at, paidAt, place, owedMinor, currency }: Owed): void {
  const first = at + (paidAt - at) / 2;
  const inParts = place % 5 === 2 || (paidAt >= world.nowMs && place % 3 === 0);
  const part = inParts ? Math.round((owedMinor * 0.4) / 100) * 100 : 0;
  for (const [when, amount] of [
    [first, part],
    [paidAt, owedMinor - part],
  ] as const)
    if (amount > 0 && when < world.nowMs)
      world.book.payment.push({
        id: world.id(when),
        invoice_id: id,
        paid_on: dayOf(when),
        amount_minor: amount,
        currency,
        reference: `Transfer ${40_000 + world.book.payment.length}`,
        created_at: iso(when),
        updated_at: iso(when),
      });
}

function lines(world: World, of: { order_id: string | null; invoice_id: string | null }, totalMinor: number): void {
  const { random } = world;
  const chosen = random.shuffled(world.book.product).slice(0, random.whole(1, 3));
  let left = totalMinor;
  for (const [position, product] of chosen.entries()) {
    const total = position === chosen.length - 1 ? left : Math.round((left * random.between(0.3, 0.7)) / 100) * 100;
    left -= total;
    world.book.order_line.push({
      id: world.id(world.nowMs),
      ...of,
      product_id: product.id,
      product_name: product.name,
      quantity: 1,
      list_price_minor: total,
      discount_minor: 0,
      tax_minor: 0,
      total_minor: total,
      position,
    });
  }
}

/** What the price list holds. */
export function stock(world: World): void {
  const at = iso(world.startMs - 400 * DAY);
  for (const { code, name, category, priceMinor } of PRODUCTS)
    world.book.product.push({
      id: world.id(world.startMs),
      name,
      code,
      category,
      price_minor: priceMinor,
      currency: world.currency,
      active: true,
      data: {},
      created_at: at,
      updated_at: at,
    });
}
