import { runCampaigns } from './campaigns.ts';
import { followUp, handOver } from './handoffs.ts';
import { invite, receive } from './inquiries.ts';
import { stayWithMarketing, workLeads } from './leads.ts';
import { type Company, hire } from './people.ts';
import { sold, stock } from './selling.ts';
import { type Book, currencyAt, DAY, HOUR, type Row, type Setting, type World, worldOf } from './world.ts';

/**
 * Twelve months of an invented company that sells planning software, told up to this moment: what marketing did, who came, whom sales was given and what
 * they did with it, what was sold and invoiced. The same seed, day and setting tell the same year.
 */
export function storyOf(setting: Setting): Book {
  const world = hire(worldOf(setting));
  stock(world);
  const campaigns = runCampaigns(world);
  const { inquiries, companies } = receive(world, campaigns);
  invite(world, campaigns, inquiries);
  const handed = handOver(world, inquiries);
  followUp(world, handed);
  workLeads(world, handed);
  const withSales = new Set(handed.map(({ inquiry }) => inquiry));
  for (const inquiry of inquiries) if (!withSales.has(inquiry)) stayWithMarketing(world, inquiry);
  for (const company of companies) if (company.isOld) buyAgain(world, company);
  standToday(world.book);
  return world.book;
}

/** What the record derives from the year: the last sign of life of everybody, and the stage of a person's newest open lead. */
function standToday(book: Book): void {
  const last = new Map<unknown, string>();
  for (const { contact_id, company_id, deal_id, occurred_at } of book.activity)
    for (const id of [contact_id, company_id, deal_id])
      if (id && (last.get(id) ?? '') < String(occurred_at)) last.set(id, String(occurred_at));
  const newest = new Map<unknown, Row>();
  for (const lead of book.lead) {
    const known = newest.get(lead.contact_id);
    if (!known || rank(lead) > rank(known)) newest.set(lead.contact_id, lead);
  }
  const seen = (row: Row): Row => ({ ...row, last_activity_at: last.get(row.id) ?? null });
  book.contact = book.contact.map((row) => ({ ...seen(row), lifecycle_stage: newest.get(row.id)?.stage ?? 'inquiry' }));
  book.company = book.company.map(seen);
  book.deal = book.deal.map(seen);
}

const rank = (lead: Row) => `${lead.closed_at === null ? 1 : 0} ${lead.opened_at}`;

/** Those who were customers before order now and then, through no campaign and no deal. */
function buyAgain(world: World, company: Company): void {
  const { random } = world;
  for (let at = company.createdAt + random.between(5, 60) * DAY; at < world.nowMs - HOUR; at += random.between(90, 260) * DAY)
    sold(world, {
      companyId: company.id,
      contactId: null,
      dealId: null,
      ownerId: company.ownerId,
      orderedAt: at,
      amountMinor: Math.round(random.logNormal(5_200, 0.7) / 10) * 1_000,
      currency: currencyAt(world, company.place.city),
    });
}
