import { listTasks, readTimeline } from '#modules/activities/contract.ts';
import { changeContact, getContact, readContactSurroundings } from '#modules/contacts/contract.ts';
import { getQueue } from '#modules/handoffs/contract/queue.ts';
import { getScorecard } from '#modules/handoffs/contract/scorecard.ts';
import { listRows, search } from '#modules/lists/contract/rows.ts';
import { Bare, type Viewer } from './bare.ts';
import type { Caller } from './caller.ts';
import { PEOPLE } from './company.ts';
import type { Path } from './measure.ts';
import type { Product } from './product.ts';

/** A signed-in person, and their own view of the same rows without the product. */
interface Worker {
  name: string;
  caller: Caller;
  bare: Bare;
  /** Contacts they may read and write. */
  contacts: string[];
}

const PAGE = 50;
const DAY_MS = 86_400_000;

/** Everything that is measured, as a rep (who reaches their team's records and sees not every field), a marketer and leads (who reach all). */
export async function pathsOf(product: Product): Promise<Path[]> {
  const rep = await worker(product, 'rep1');
  const marketer = await worker(product, 'market1');
  const leader = await worker(product, 'lead1');
  return [
    recordPath('contact page, rep', rep),
    recordPath('contact page, marketer', marketer),
    await timelinePath('timeline of a busy contact, page 1', { product, of: marketer, page: 1 }),
    await timelinePath('timeline of a busy contact, page 10', { product, of: marketer, page: 10 }),
    await listPath('contact list, marketer', marketer, 1),
    await listPath('contact list, rep', rep, 1),
    await listPath('contact list, page 10, marketer', marketer, 10),
    await listPath('contact list, page 10, rep', rep, 10),
    foundPath('contact list for a word, marketer', marketer, ['marlene', 'berger', 'schmidtson', 'delta']),
    foundPath('contact list for two words, rep', rep, ['anna berg', 'martin keller', 'peter lind']),
    searchPath('search, two letters, marketer', marketer),
    searchPath('search, two letters, rep', rep),
    queuePath('my day, rep', rep, 'mine'),
    queuePath("everyone's queue, sales lead", leader, 'all'),
    savePath('save a contact, rep', rep),
    scorecardPath('scorecard of 90 days, sales lead', leader),
    await burstPath(product),
  ];
}

async function worker(product: Product, name: string): Promise<Worker> {
  const { owner } = product;
  const { rows } = await owner.query<Viewer & { roles: string[] }>(
    `select workspace_id as "workspaceId", id as "memberId", roles, case when roles <@ '{rep,coordinator}' then team_id end as "teamId" from member where name = $1`,
    [name],
  );
  const [viewer] = rows;
  if (!viewer) throw new Error(`nobody is called ${name}`);
  const contacts = await owner.query<{ id: string }>(
    `select id from contact where workspace_id = $1 and ($2::uuid is null or owner_id in (select id from member where workspace_id = $1 and team_id = $2))
      order by md5(id::text) limit 500`,
    [viewer.workspaceId, viewer.teamId],
  );
  return { name, caller: await product.signIn(name), bare: new Bare(owner, viewer), contacts: contacts.rows.map(({ id }) => id) };
}

const nth = <T>(list: readonly T[], n: number): T => list[n % list.length] as T;

/** What the screen asks for: the contact, then what stands beside it, its tasks and the first page of its timeline at once. */
async function openRecord({ caller }: Worker, id: string): Promise<void> {
  await caller.call(getContact, { id });
  await Promise.all([
    caller.call(readContactSurroundings, { id }),
    caller.call(listTasks, { contactId: id, limit: 20, whose: 'all', status: 'open' }),
    caller.call(readTimeline, { of: 'contact', id, limit: PAGE }),
  ]);
}

function recordPath(what: string, of: Worker): Path {
  return {
    what,
    product: (n) => openRecord(of, nth(of.contacts, n)),
    bare: (n) => of.bare.record(nth(of.contacts, n)),
  };
}

async function timelinePath(what: string, { product, of, page }: { product: Product; of: Worker; page: number }): Promise<Path> {
  const { rows } = await product.owner.query<{ id: string }>(
    `select contact_id as id from activity where workspace_id = $1 group by 1 order by count(*) desc limit 20`,
    [of.bare.viewer.workspaceId],
  );
  const marks = new Map<string, { cursor: string | undefined; before: string }>();
  for (const { id } of rows) marks.set(id, await turnTimeline(of, id, page));
  const one = (n: number) => nth(rows, n).id;
  return {
    what,
    product: (n) => of.caller.call(readTimeline, { of: 'contact', id: one(n), limit: PAGE, cursor: marks.get(one(n))?.cursor }),
    bare: (n) => of.bare.timeline(one(n), marks.get(one(n))?.before),
  };
}

async function turnTimeline({ caller }: Worker, id: string, page: number): Promise<{ cursor: string | undefined; before: string }> {
  let cursor: string | undefined;
  let before = 'infinity';
  for (let turned = 1; turned < page; turned++) {
    const read = await caller.call(readTimeline, { of: 'contact', id, limit: PAGE, cursor });
    if (read.next === null) break;
    cursor = read.next;
    before = read.items.at(-1)?.occurredAt ?? before;
  }
  return { cursor, before };
}

async function listPath(what: string, of: Worker, page: number): Promise<Path> {
  let cursor: string | undefined;
  let after: { key: string; id: string } | null = null;
  for (let turned = 1; turned < page; turned++) {
    const read = await of.caller.call(listRows, { entity: 'contact', limit: PAGE, cursor });
    const last = read.items.at(-1);
    if (read.next === null || !last) break;
    cursor = read.next;
    const [first = '', ...rest] = last.name.toLowerCase().split(' ');
    after = { key: `${rest.join(' ')} ${first}`, id: last.id };
  }
  return {
    what,
    product: () => of.caller.call(listRows, { entity: 'contact', limit: PAGE, cursor }),
    bare: () => of.bare.list(after),
  };
}

function foundPath(what: string, of: Worker, needles: readonly string[]): Path {
  return {
    what,
    product: (n) => of.caller.call(listRows, { entity: 'contact', limit: PAGE, q: nth(needles, n) }),
    bare: (n) => of.bare.listFound(nth(needles, n)),
  };
}

const LETTERS = ['ma', 'be', 'sc', 'an', 'de', 'ro', 'ke', 'st'];

function searchPath(what: string, of: Worker): Path {
  return {
    what,
    product: (n) => of.caller.call(search, { q: nth(LETTERS, n), limit: 5 }),
    bare: (n) => of.bare.search(nth(LETTERS, n)),
  };
}

function queuePath(what: string, of: Worker, whose: 'mine' | 'all'): Path {
  return { what, product: () => of.caller.call(getQueue, { whose, limit: 100 }), bare: () => of.bare.queue(whose) };
}

function savePath(what: string, of: Worker): Path {
  return {
    what,
    product: (n) => of.caller.call(changeContact, { id: nth(of.contacts, n), jobTitle: `Buyer ${n}` }),
    bare: (n) => of.bare.save(nth(of.contacts, n), `Manager ${n}`),
  };
}

function scorecardPath(what: string, of: Worker): Path {
  const to = new Date().toISOString();
  const from = new Date(Date.now() - 90 * DAY_MS).toISOString();
  return { what, product: () => of.caller.call(getScorecard, { from, to }), bare: () => of.bare.scorecard(from, to) };
}

/** Twelve people come in at the same moment: my day, the contact list and a contact each. The figure is until the last of them has everything. */
async function burstPath(product: Product): Promise<Path> {
  const people: Worker[] = [];
  for (const { name } of PEOPLE) people.push(await worker(product, name));
  const begin = async (one: Worker, n: number) =>
    Promise.all([
      one.caller.call(getQueue, { whose: 'mine', limit: 100 }),
      one.caller.call(listRows, { entity: 'contact', limit: PAGE }),
      openRecord(one, nth(one.contacts, n)),
    ]);
  const bare = async (one: Worker, n: number) => {
    await one.bare.queue('mine');
    await one.bare.list(null);
    await one.bare.record(nth(one.contacts, n));
  };
  return {
    what: 'start of the day, 12 people at once',
    product: (n) => Promise.all(people.map((one) => begin(one, n))),
    bare: async (n) => {
      for (const one of people) await bare(one, n);
    },
  };
}
