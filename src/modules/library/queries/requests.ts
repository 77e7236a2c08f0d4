import { sql } from 'kysely';
import { reachable } from '#modules/team/queries.ts';
import type { ReadCtx } from '#platform/context.ts';
import type { OutputOf, ParsedOf } from '#platform/shared/contract.ts';
import { type Refusal, refuse } from '#platform/shared/refusal.ts';
import type { getContentMatrix, listProposals, listRequests } from '../contract/requests.ts';
import { PERSONAS, type RequestState, STAGES } from '../schema.ts';
import { named, type StoredDocument } from './assets.ts';
import { CURRENT, sendableOn, todayAt } from './rows.ts';

type Listed = OutputOf<typeof listRequests>;
type Item = Listed['items'][number];

interface Row extends Omit<Item, 'askedBy' | 'answeredBy' | 'asset' | 'may' | 'stake' | 'deals'> {
  askerId: string | null;
  asker: string | null;
  answererId: string | null;
  answerer: string | null;
  assetId: string | null;
  assetName: string | null;
  deals: (Item['deals'][number] & { status: string })[];
}

/** Late once its time has come without delivery, or where it came after; soon from the time of warning on. */
const latenessAt = (now: string) => sql`case
  when r.delivered_at is not null then case when r.delivered_at > r.due_at then 'late' else 'in_time' end
  when r.status in ('declined', 'withdrawn') then case when r.answered_at > r.due_at then 'late' else 'in_time' end
  when ${now}::timestamptz >= r.due_at then 'late' when ${now}::timestamptz >= r.warn_at then 'soon' else 'in_time' end`;
const OPEN = sql`r.status in ('asked', 'accepted')`;

/** What waits for most money first (in the workspace's currency, then the others), and then what waits longest. */
export async function readRequests(ctx: ReadCtx, asked: ParsedOf<typeof listRequests>): Promise<Listed> {
  const { tx, scope, now } = ctx;
  const ws = scope.workspaceId;
  const mayAmounts = !scope.hidden.has('deal.amount');
  const among = (column: 'r.persona' | 'r.stage', value: string | undefined) =>
    value === undefined ? sql`true` : value === 'any' ? sql`${sql.ref(column)} is null` : sql`${sql.ref(column)} = ${value}`;
  const shown =
    asked.show === 'mine'
      ? sql`r.asked_by = ${scope.actor.memberId}`
      : asked.show === 'open'
        ? sql`r.status in ('asked', 'accepted', 'delivered')`
        : sql`true`;
  const inReach = sql`d.deleted_at is null and ${reachable(scope, 'deal', { to: 'read', ownerColumn: 'd.owner_id' })}`;
  const { rows } =
    await sql<Row>`select r.id, r.need, r.persona, r.stage, r.status, r.asked_at as "askedAt", r.due_at as "dueAt", ${latenessAt(now)} as lateness,
      r.answered_at as "answeredAt", r.reason, r.delivered_at as "deliveredAt", r.confirmed_at as "confirmedAt", k.id as "askerId", k.name as asker,
      n.id as "answererId", n.name as answerer, a.id as "assetId", a.name as "assetName", w.deals, w.hidden as "otherDeals"
    from asset_request r left join member k on k.workspace_id = ${ws} and k.id = r.asked_by left join member n on n.workspace_id = ${ws} and n.id = r.answered_by
    left join asset a on a.workspace_id = ${ws} and a.id = r.asset_id
    cross join lateral (select coalesce(jsonb_agg(jsonb_build_object('id', d.id, 'name', d.name, 'status', d.status, 'amount',
          case when ${mayAmounts} and d.amount_minor is not null and d.currency is not null then jsonb_build_object('amountMinor', d.amount_minor, 'currency', d.currency) end)
          order by d.amount_minor desc nulls last, d.id) filter (where ${inReach}), '[]') as deals,
        (count(*) filter (where d.deleted_at is null and not (${inReach})))::int as hidden,
        coalesce(sum(d.amount_minor) filter (where d.status = 'open' and ${inReach} and d.currency = (select b.base_currency from workspace b where b.id = ${ws})), 0) as base,
        coalesce(sum(d.amount_minor) filter (where d.status = 'open' and ${inReach}), 0) as total
      from asset_request_deal x join deal d on d.workspace_id = ${ws} and d.id = x.deal_id where x.workspace_id = ${ws} and x.request_id = r.id) w
    where r.workspace_id = ${ws} and ${shown} and ${asked.status ? sql`r.status = ${asked.status}` : sql`true`}
      and ${among('r.persona', asked.persona)} and ${among('r.stage', asked.stage)}
    order by ${OPEN} desc, ${mayAmounts ? sql`w.base desc, w.total desc,` : sql``} r.asked_at, r.id limit ${asked.limit}`.execute(tx);
  const counts = await sql<Listed['counts']>`select (count(*) filter (where ${OPEN}))::int as open,
      (count(*) filter (where ${OPEN} and ${latenessAt(now)} = 'late'))::int as late, (count(*) filter (where ${OPEN} and ${latenessAt(now)} = 'soon'))::int as soon
    from asset_request r where r.workspace_id = ${ws}`.execute(tx);
  return { items: rows.map((row) => shownRow(ctx, row)), counts: counts.rows[0] ?? { open: 0, late: 0, soon: 0 } };
}

function shownRow({ scope }: ReadCtx, { askerId, asker, answererId, answerer, assetId, assetName, deals, ...row }: Row): Item {
  const mine = askerId !== null && askerId === scope.actor.memberId;
  const writes = scope.permissions.has('template:write');
  return {
    ...row,
    askedBy: named(askerId, asker),
    answeredBy: named(answererId, answerer),
    asset: named(assetId, assetName),
    deals: deals.map(({ id, name, amount }) => ({ id, name, amount })),
    stake: scope.hidden.has('deal.amount') ? null : sums(deals.filter(({ status }) => status === 'open')),
    may: mayOf(row.status, { mine, writes }),
  };
}

function mayOf(status: RequestState, { mine, writes }: { mine: boolean; writes: boolean }): Item['may'] {
  const open = status === 'asked' || status === 'accepted';
  return { answer: writes && status === 'asked', deliver: writes && open, confirm: mine && status === 'delivered', withdraw: mine && open };
}

function sums(deals: readonly Item['deals'][number][]) {
  const found = new Map<string, number>();
  for (const { amount } of deals) if (amount) found.set(amount.currency, (found.get(amount.currency) ?? 0) + amount.amountMinor);
  return [...found].map(([currency, amountMinor]) => ({ amountMinor, currency })).sort((a, b) => b.amountMinor - a.amountMinor);
}

type Proposals = OutputOf<typeof listProposals>;
interface ProposalRow extends Omit<Proposals['items'][number], 'about' | 'file' | 'proposedBy' | 'answeredBy' | 'asset' | 'mine'> {
  aboutId: string | null;
  aboutName: string | null;
  fileName: string | null;
  mediaType: string | null;
  sizeBytes: number | null;
  proposerId: string | null;
  proposer: string | null;
  answererId: string | null;
  answerer: string | null;
  assetId: string | null;
  assetName: string | null;
}

export async function readProposals({ tx, scope }: ReadCtx, { show }: ParsedOf<typeof listProposals>): Promise<Proposals> {
  const ws = scope.workspaceId;
  const { rows } =
    await sql<ProposalRow>`select p.id, p.title, p.words, p.proposed_at as "proposedAt", p.answer, p.answered_at as "answeredAt", p.reason,
      b.id as "aboutId", b.name as "aboutName", p.file_name as "fileName", p.media_type as "mediaType", p.size_bytes::int as "sizeBytes",
      m.id as "proposerId", m.name as proposer, n.id as "answererId", n.name as answerer, a.id as "assetId", a.name as "assetName"
    from asset_proposal p left join asset b on b.workspace_id = ${ws} and b.id = p.about_id left join asset a on a.workspace_id = ${ws} and a.id = p.asset_id
    left join member m on m.workspace_id = ${ws} and m.id = p.proposed_by left join member n on n.workspace_id = ${ws} and n.id = p.answered_by
    where p.workspace_id = ${ws} and ${show === 'open' ? sql`p.answer is null` : sql`true`} order by p.answer is not null, p.proposed_at desc limit 200`.execute(
      tx,
    );
  return {
    items: rows.map((row) => ({
      id: row.id,
      title: row.title,
      words: row.words,
      about: named(row.aboutId, row.aboutName),
      file: row.fileName && row.mediaType ? { name: row.fileName, mediaType: row.mediaType, sizeBytes: row.sizeBytes ?? 0 } : null,
      proposedBy: named(row.proposerId, row.proposer),
      proposedAt: row.proposedAt,
      answer: row.answer,
      answeredBy: named(row.answererId, row.answerer),
      answeredAt: row.answeredAt,
      reason: row.reason,
      asset: named(row.assetId, row.assetName),
      mine: row.proposerId !== null && row.proposerId === scope.actor.memberId,
    })),
    mayAnswer: scope.permissions.has('template:write'),
  };
}

export async function fileOfProposal({ tx, scope }: ReadCtx, { id }: { id: string }): Promise<StoredDocument | Refusal> {
  const { rows } =
    await sql<StoredDocument>`select p.file_id as "fileId", p.file_name as name, p.media_type as "mediaType", p.size_bytes::int as "sizeBytes"
    from asset_proposal p where p.workspace_id = ${scope.workspaceId} and p.id = ${id} and p.file_id is not null
      and (p.proposed_by = ${scope.actor.memberId} or ${scope.permissions.has('template:write')})`.execute(tx);
  return rows[0] ?? refuse('not_found', 'This file is not here.');
}

interface Cell {
  persona: string;
  stage: string;
  n: number;
  waiting?: number;
}

/** What there is and what is asked for, by persona and stage; `any` for what names none of them. */
export async function readMatrix(ctx: ReadCtx): Promise<OutputOf<typeof getContentMatrix>> {
  const { tx, scope, now } = ctx;
  const ws = scope.workspaceId;
  const each = (column: string) => sql`unnest(case when cardinality(${sql.ref(column)}) = 0 then array['any'] else ${sql.ref(column)} end)`;
  const assets = await sql<Cell>`select p.persona, g.stage, count(*)::int as n from asset a ${CURRENT}
      cross join lateral (select ${each('a.personas')} as persona) p cross join lateral (select ${each('a.stages')} as stage) g
    where a.workspace_id = ${ws} and ${sendableOn(todayAt(scope, now))} group by 1, 2`.execute(tx);
  const requests = await sql<Cell>`select coalesce(persona, 'any') as persona, coalesce(stage, 'any') as stage, count(*)::int as n,
      (count(*) filter (where status in ('asked', 'accepted')))::int as waiting from asset_request where workspace_id = ${ws} and status <> 'withdrawn' group by 1, 2`.execute(
    tx,
  );
  const leads = await sql<Cell>`select coalesce(c.job_function, 'any') as persona, l.stage, count(*)::int as n
    from lead l join contact c on c.workspace_id = l.workspace_id and c.id = l.contact_id and c.deleted_at is null
    where l.workspace_id = ${ws} and l.deleted_at is null and l.closed_at is null and ${reachable(scope, 'lead', { to: 'read', ownerColumn: 'l.owner_id' })}
    group by 1, 2`.execute(tx);
  const hidesPersona = scope.hidden.has('contact.jobFunction');
  const at = (cells: readonly Cell[], persona: string, stage: string) =>
    cells.find((one) => one.persona === persona && one.stage === stage);
  const rows = ([...PERSONAS, 'any'] as const)
    .map((persona) => ({
      persona,
      cells: ([...STAGES, 'any'] as const).map((stage) => ({
        stage,
        assets: at(assets.rows, persona, stage)?.n ?? 0,
        waiting: at(requests.rows, persona, stage)?.waiting ?? 0,
        asked: at(requests.rows, persona, stage)?.n ?? 0,
        leads: hidesPersona ? 0 : (at(leads.rows, persona, stage)?.n ?? 0),
      })),
    }))
    .filter(({ persona, cells }) => persona === 'any' || cells.some(({ assets: n, asked, leads: l }) => n + asked + l > 0));
  return { rows };
}
