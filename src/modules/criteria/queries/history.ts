import { type RawBuilder, sql } from 'kysely';
import { reachable } from '#modules/team/queries.ts';
import type { Scope } from '#platform/shared/scope.ts';
import { type Bound, boundsOf, stretch } from '../rules/times.ts';
import { ENTITIES, type Entity, HISTORY_OF, type History } from '../schema.ts';
import type { Compilation, Part, Wrong } from './compilation.ts';

/** Facts of the ledger that a field right can hide, by the part of a condition that would tell them. */
const GOVERNED = { outcomes: 'activity.outcome', direction: 'activity.direction', campaignIds: 'activity.campaign' } as const;

/** A condition on the activity ledger. */
export function compileHistory(history: History, compilation: Compilation): Part | Wrong {
  const { entity, scope } = compilation;
  const allowed: readonly Entity[] = HISTORY_OF[entity];
  const subject = history.of ?? allowed[0] ?? entity;
  if (!allowed.includes(subject)) return { wrong: `What happened to a ${subject} is not known from a ${entity}.`, at: '.of' };
  for (const name of ['outcomes', 'direction', 'campaignIds'] as const)
    if (history[name] && scope.hidden.has(GOVERNED[name])) return { wrong: 'You may not see this part of the history.', at: `.${name}` };
  if (history.text && scope.hidden.has(history.text.in === 'subject' ? 'activity.subject' : 'activity.data'))
    return { wrong: 'You may not see this part of the history.', at: '.text' };
  if (history.history === 'did_not' && history.times) return { wrong: '"Did not" means not once: leave out how often.', at: '.times' };
  const entries = entriesOf(history, subject, compilation);
  return { sql: counted(history, subject, { entries, compilation }), total: true };
}

/**
 * The first version of an entry. Under row-level security PostgreSQL holds coalesce for something that could leak and uses no index for it: for few
 * records the index is what is wanted, for everybody the corrections, which are few, are collected once.
 */
const BY_INDEX = sql`case when a.corrects_id is null then a.id else a.corrects_id end`;
const BY_SET = sql`coalesce(a.corrects_id, a.id)`;

/** The rows that count, as `from … where …` on alias `a`, not yet tied to a record. */
function entriesOf(history: History, subject: Entity, compilation: Compilation): RawBuilder<unknown> {
  const { scope, few = false } = compilation;
  const conditions: RawBuilder<unknown>[] = [
    sql`a.workspace_id = ${scope.workspaceId}`,
    sql`a.kind = any (${history.kinds}::text[])`,
    sql`(a.traffic is null or a.traffic = 'human')`,
    sql`not a.retracted`,
    reachable(scope, 'activity', { to: 'read', ownerColumn: 'a.member_id' }),
    ...subjectsVisible(scope),
    // Corrections name the first version; the newest counts.
    sql`not exists (select from activity later where later.workspace_id = ${scope.workspaceId}
      and later.corrects_id = ${few ? BY_INDEX : BY_SET} and later.id > a.id)`,
    ...details(history),
    ...period(history, compilation),
  ];
  return sql`from activity a where ${sql.ref(`a.${subject}_id`)} is not null and ${sql.join(conditions, sql` and `)}`;
}

/** An entry that names a record out of reach does not count: its content is not theirs to know. */
function subjectsVisible(scope: Scope): RawBuilder<unknown>[] {
  return ENTITIES.filter((entity) => (scope.reach[entity]?.read ?? 'all') !== 'all').map((entity) => {
    const id = sql.ref(`a.${entity}_id`);
    return sql`(${id} is null or exists (select from ${sql.table(entity)} s where s.workspace_id = ${scope.workspaceId} and s.id = ${id}
      and ${reachable(scope, entity, { to: 'read', ownerColumn: 's.owner_id' })}))`;
  });
}

function details(history: History): RawBuilder<unknown>[] {
  const { direction, side, outcomes, campaignIds, text } = history;
  return [
    ...(direction ? [sql`a.direction = ${direction}`] : []),
    ...(side ? [sql`a.side = ${side}`] : []),
    ...(outcomes ? [sql`a.outcome = any (${outcomes}::text[])`] : []),
    ...(campaignIds ? [sql`a.campaign_id = any (${campaignIds}::uuid[])`] : []),
    ...(text ? [textOf(text)] : []),
  ];
}

function textOf(text: NonNullable<History['text']>): RawBuilder<unknown> {
  const where =
    text.in === 'subject'
      ? sql`lower(a.subject)`
      : sql`lower(coalesce(a.data ->> 'path', a.data ->> 'url', a.data ->> 'file', a.data ->> 'asset', a.subject))`;
  const needle = sql`lower(${text.value}::text)`;
  if (text.op === 'contains') return sql`strpos(${where}, ${needle}) > 0`;
  return text.op === 'starts_with' ? sql`starts_with(${where}, ${needle})` : sql`${where} = ${needle}`;
}

function period(history: History, compilation: Compilation): RawBuilder<unknown>[] {
  const { when } = history;
  if (!when) return [];
  const bounds: Bound[] =
    'within' in when
      ? (boundsOf('instant', { op: 'within_last', value: when.within }, compilation) ?? [])
      : stretch(when.from, when.to, compilation);
  return bounds.map(({ compare, at }) => sql`a.occurred_at ${COMPARE[compare]} ${at}::timestamptz`);
}

const COMPARE: Record<Bound['compare'], RawBuilder<unknown>> = { '>=': sql`>=`, '>': sql`>`, '<': sql`<`, '<=': sql`<=` };

/** The records of which an entry that counts stands within one of some stretches of time, whatever the condition's own. */
export function withEntryIn(
  history: History,
  stretches: readonly { from: string; to: string }[],
  compilation: Compilation,
): RawBuilder<boolean> {
  const { entity, row } = compilation;
  const subject: Entity = history.of ?? HISTORY_OF[entity][0] ?? entity;
  const { when, ...always } = history;
  const record = subject === entity ? sql.ref(`${row}.id`) : sql.ref(`${row}.${subject}_id`);
  const within = stretches.map(({ from, to }) => sql`a.occurred_at between ${from}::timestamptz and ${to}::timestamptz`);
  return sql`${record} in (select ${sql.ref(`a.${subject}_id`)} ${entriesOf(always, subject, compilation)} and (${sql.join(within, sql` or `)}))`;
}

interface Counting {
  entries: RawBuilder<unknown>;
  compilation: Compilation;
}

function counted(history: History, subject: Entity, { entries, compilation }: Counting): RawBuilder<boolean> {
  const { entity, row, few } = compilation;
  const key = sql.ref(`a.${subject}_id`);
  const record = subject === entity ? sql.ref(`${row}.id`) : sql.ref(`${row}.${subject}_id`);
  const some = sql<boolean>`exists (select ${entries} and ${key} = ${record})`;
  if (history.history === 'did_not') return sql`not ${some}`;
  const { compare, n } = history.times ?? { compare: 'at_least' as const, n: 1 };
  const atLeast = (least: number): RawBuilder<boolean> => {
    if (least <= 0) return sql`true`;
    if (least === 1) return some;
    if (few) return sql`(select count(*) from (select ${entries} and ${key} = ${record} limit ${least}) enough) >= ${least}`;
    // Counted for everybody at once: a count per record would read the ledger's index once for each of them.
    return sql`exists (select from (select ${key} as subject ${entries} group by 1 having count(*) >= ${least}) often where often.subject = ${record})`;
  };
  if (compare === 'at_least') return atLeast(n);
  const notMore = sql<boolean>`not (${atLeast(n + 1)})`;
  return compare === 'at_most' ? notMore : sql`(${atLeast(n)} and ${notMore})`;
}
