import { sql } from 'kysely';
import type { ReadCtx } from '#platform/context.ts';
import { isPlainAddress } from '../rules/address.ts';
import { type Barred, type Said, type Standing, standingOf } from '../rules/standing.ts';
import type { Entry, Ground, RequestKind, Speaker } from '../schema.ts';
import { counts } from './address.ts';

export interface Purpose {
  id: string;
  name: string;
  description: string;
  ground: Ground;
  doubleOptIn: boolean;
}

export interface PurposeStanding extends Standing {
  purpose: Purpose;
}

export interface AddressPermissions {
  hash: string;
  email: string;
  contactId: string | null;
  firstName: string | null;
  lastName: string | null;
  from: string;
  purposes: PurposeStanding[];
  pausedUntil: string | null;
  /** The person said that they want nothing at all, and nothing since. */
  wantsNothing: boolean;
  asked: RequestKind[];
}

interface WordOf extends Said {
  purposeId: string | null;
}

interface Row {
  contactId: string | null;
  firstName: string | null;
  lastName: string | null;
  isCustomer: boolean;
  from: string;
  asked: RequestKind[];
  said: WordOf[];
  barred: Barred[];
}

/** What one address may get, purpose by purpose; null where nobody is known by the hash. */
export async function permissionsOf(read: ReadCtx, hash: string): Promise<AddressPermissions | null> {
  const row = await read.tx
    .selectFrom('mail_address')
    .select('email')
    .where('workspace_id', '=', read.scope.workspaceId)
    .where('hash', '=', hash)
    .executeTakeFirst();
  return row?.email ? standingsOf(read, { hash, email: row.email }) : null;
}

async function standingsOf(read: ReadCtx, { hash, email }: { hash: string; email: string }): Promise<AddressPermissions> {
  const ws = read.scope.workspaceId;
  const { rows } = await sql<Row>`
    with one as (select ${hash}::text as hash, ${email}::text as email,
        (select e.contact_id from contact_email e where e.workspace_id = ${ws} and e.email = ${email}) as contact_id),
    kin as (select hash, true as own from one union all select address_hash(${ws}, e.email), false from one
        join contact_email e on e.workspace_id = ${ws} and e.contact_id = one.contact_id and e.email <> one.email),
    heard as (select c.*, c.hash = ${hash} as own from consent_entry c where c.workspace_id = ${ws}
        and ${counts(ws)} and (c.hash in (select hash from kin) or c.contact_id = (select contact_id from one)))
    select c.id as "contactId", c.first_name as "firstName", c.last_name as "lastName",
      coalesce(o.customer_status = 'customer', false) as "isCustomer", w.name as "from",
      array(select kind from privacy_request r where r.workspace_id = ${ws} and r.hash = one.hash and r.done_at is null order by kind) as asked,
      (select coalesce(json_agg(json_build_object('id', id, 'word', word, 'by', by_kind, 'at', ${iso('at')}, 'until', ${iso('until')}, 'own', own,
        'purposeId', purpose_id) order by at, recorded_at, id), '[]') from heard) as said,
      (select coalesce(json_agg(json_build_object('id', s.id, 'cause', s.cause, 'since', ${iso('since')}) order by s.since, s.id), '[]')
        from suppression s where s.workspace_id = ${ws} and s.released_at is null and (
          exists (select from kin where kin.hash = s.hash and (kin.own or s.cause in ('complained', 'erased')))
          or split_part(one.email, '@', 2) = s.domain or split_part(one.email, '@', 2) like '%.' || s.domain)) as barred
    from one join workspace w on w.id = ${ws} left join contact c on c.workspace_id = ${ws} and c.id = one.contact_id
      left join company o on o.workspace_id = ${ws} and o.id = c.company_id`.execute(read.tx);
  const [row] = rows;
  if (!row) throw new Error('the workspace has gone');
  const { said, barred, isCustomer, ...person } = row;
  const purposes = (await purposesInUse(read)).map((purpose): PurposeStanding => {
    const about = said.filter(({ purposeId }) => purposeId === null || purposeId === purpose.id);
    return { purpose, ...standingOf({ isPlain: isPlainAddress(email), purpose, isCustomer, said: about, barred, now: read.now }) };
  });
  const pause = said.findLast(({ word }) => word === 'paused' || word === 'resumed');
  return {
    ...{ hash, email, purposes },
    ...person,
    pausedUntil: pause?.word === 'paused' && pause.until !== null && pause.until > read.now ? pause.until : null,
    wantsNothing: wantsNothing(said),
  };
}

/** Whatever they agreed to after it, they meant. */
function wantsNothing(said: readonly WordOf[]): boolean {
  const no = said.findLastIndex(({ word }) => word === 'objected');
  return no >= 0 && !said.slice(no).some(({ word, by, own }) => own && by === 'person' && (word === 'given' || word === 'confirmed'));
}

/** As the rules compare instants: ISO, milliseconds, UTC. */
const iso = (column: string) => sql`to_char(${sql.ref(column)} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

export async function purposesInUse({ tx, scope }: Pick<ReadCtx, 'tx' | 'scope'>): Promise<Purpose[]> {
  const { rows } = await sql<Purpose>`select id, name, description, ground, double_opt_in as "doubleOptIn" from mail_purpose
    where workspace_id = ${scope.workspaceId} and retired_at is null order by position, id`.execute(tx);
  return rows;
}

export interface HistoryEntry {
  id: string;
  email: string | null;
  purpose: { id: string; name: string } | null;
  word: Entry;
  at: string;
  until: string | null;
  by: Speaker;
  member: { id: string; name: string } | null;
  through: string;
  basis: Ground | null;
  text: { id: string; number: number; body: string; hash: string } | null;
  note: string | null;
}

/** Everything that was said about a contact's mail, the newest first. */
export async function historyOf({ tx, scope }: ReadCtx, contactId: string): Promise<HistoryEntry[]> {
  const ws = scope.workspaceId;
  const { rows } = await sql<HistoryEntry>`
    select c.id, a.email, case when p.id is not null then json_build_object('id', p.id, 'name', p.name) end as purpose, c.word, c.at, c.until, c.by_kind as by,
      case when m.id is not null then json_build_object('id', m.id, 'name', m.name) end as member, c.through, c.basis,
      case when t.id is not null then json_build_object('id', t.id, 'number', t.number, 'body', t.body, 'hash', t.hash) end as text, c.proof ->> 'note' as note
    from consent_entry c join mail_address a on a.workspace_id = ${ws} and a.hash = c.hash
      left join mail_purpose p on p.workspace_id = ${ws} and p.id = c.purpose_id left join consent_text t on t.workspace_id = ${ws} and t.id = c.text_id
      left join member m on m.workspace_id = ${ws} and m.id = c.member_id
    where c.workspace_id = ${ws} and (c.contact_id = ${contactId} or c.hash in (
      select address_hash(${ws}, e.email) from contact_email e where e.workspace_id = ${ws} and e.contact_id = ${contactId}))
    order by c.at desc, c.recorded_at desc, c.id desc limit 200`.execute(tx);
  return rows;
}

/** The "Mail" card of a contact. What field rights hide is left out: standings tell addresses, history tells both. */
export async function contactPermissions(read: ReadCtx, contactId: string) {
  const { hidden } = read.scope;
  if (hidden.has('contact.mailPermission') || hidden.has('contact.email')) return { addresses: [], history: [] };
  const ws = read.scope.workspaceId;
  const { rows } = await sql<{
    email: string;
    hash: string;
  }>`select e.email, address_hash(${ws}, e.email) as hash from contact_email e where e.workspace_id = ${ws} and e.contact_id = ${contactId} order by e.is_primary desc, e.created_at, e.email`.execute(
    read.tx,
  );
  const addresses = [];
  for (const { email, hash } of rows) {
    const { pausedUntil, wantsNothing, purposes } = await standingsOf(read, { hash, email });
    addresses.push({
      email,
      pausedUntil,
      wantsNothing,
      purposes: purposes.map(({ purpose: { id, name }, ...standing }) => ({ purpose: { id, name }, ...standing })),
    });
  }
  return { addresses, history: await historyOf(read, contactId) };
}
