import { type RawBuilder, sql } from 'kysely';
import type { ReadCtx } from '#platform/context.ts';
import { groupBy } from '#platform/shared/group.ts';
import { DAY_MS } from '../rules/arrange.ts';
import { horizonDays } from '../rules/horizon.ts';
import type { EngagementEvent } from '../rules/input.ts';
import { ADDRESS, masksOf, RULES_A_MASK, SESSION } from './match.ts';
import { asEngagementRule, type RuleRow } from './model.ts';

/** Whose history, and up to when: all of it, or what had happened by an instant. */
export interface Subject {
  contactId: string;
  until: string | null;
}

/** One reading of the ledger for many people, or the whole of it for one who wants to see each row. */
interface Asked {
  rules: readonly RuleRow[];
  subjects: readonly Subject[];
  now: string;
}

/** People for whom a correction is looked up row by row; for more, all corrections are read once. */
const FEW = 50;
const HOUR_MS = 3_600_000;

/**
 * Rows that rules may count, as they stand now: newest versions, nothing that was taken back. `s.n` is the subject's place. What a rule counts is said in SQL and
 * nowhere else; machine and suspected visits are left out unless asked for, and then they carry their verdict.
 */
function source(ctx: ReadCtx, { rules, subjects, now }: Asked, visits: RawBuilder<boolean>) {
  const earliest = subjects.reduce((least, { until }) => Math.min(least, until ? Date.parse(until) : least), Date.parse(now));
  const days = horizonDays(rules.map(asEngagementRule));
  // Beside each subject's own instants, the first and the last of them all: by these whole years of the ledger are left out.
  const last = subjects.reduce((most, { until }) => Math.max(most, Date.parse(until ?? now)), Number.NEGATIVE_INFINITY);
  const until = subjects.every((one) => one.until !== null) ? sql`a.occurred_at <= ${new Date(last).toISOString()}` : sql`true`;
  const root =
    subjects.length > FEW ? sql`coalesce(a.corrects_id, a.id)` : sql`case when a.corrects_id is null then a.id else a.corrects_id end`;
  const kinds = [...new Set(rules.flatMap(({ match }) => match.kinds))];
  return sql`unnest(${subjects.map((_, n) => n)}::int[], ${subjects.map((one) => one.contactId)}::uuid[], ${subjects.map((one) => one.until)}::timestamptz[]) as s(n, contact_id, until)
    join activity a on a.workspace_id = ${ctx.scope.workspaceId} and a.contact_id = s.contact_id and a.occurred_at <= coalesce(s.until, 'infinity')
      and a.occurred_at >= coalesce(s.until, ${now}::timestamptz) - make_interval(days => ${days}::int)
    where a.occurred_at >= ${new Date(earliest - days * DAY_MS).toISOString()} and ${until} and a.kind = any (${kinds}::text[]) and ${visits} and not a.retracted
      and not exists (select from activity later where later.workspace_id = ${ctx.scope.workspaceId} and later.corrects_id is not null
        and later.corrects_id = ${root} and later.id > a.id)`;
}

const HUMAN = sql<boolean>`(a.traffic is null or a.traffic = 'human')`;

/** Ids for events of a batch, where nobody asks which row of the ledger they are. */
const ordinals: string[] = [];
function ordinal(n: number): string {
  for (let next = ordinals.length; next <= n; next++) ordinals.push(String(next).padStart(7, '0'));
  return ordinals[n] ?? '';
}

/** Events of many people for `engagementScore`, by their place among the subjects: one query, one row a person. */
export async function eventsOfMany(ctx: ReadCtx, asked: Asked): Promise<EngagementEvent[][]> {
  const all: EngagementEvent[][] = asked.subjects.map(() => []);
  if (asked.rules.length === 0 || asked.subjects.length === 0) return all;
  const masks = masksOf(asked.rules);
  const columns = masks.map((_, index) => sql.ref(`m${index}`));
  const { rows } = await sql<{ n: number; at: string; sessions: string } & Record<string, string>>`
    select n, array_agg(at)::text as at, array_agg(session)::text as sessions, ${sql.join(columns.map((column) => sql`array_agg(${column})::text as ${column}`))}
    from (select s.n, (date_part('epoch', a.occurred_at) * 1000)::int8 as at, ${SESSION} as session,
        ${sql.join(masks.map((mask, index) => sql`${mask} as ${sql.ref(`m${index}`)}`))}
      from ${source(ctx, asked, HUMAN)} offset 0) x
    where ${sql.join(
      columns.map((column) => sql`${column} <> 0`),
      sql` or `,
    )} group by n`.execute(ctx.tx);
  const ids = asked.rules.map(({ id }) => id);
  for (const row of rows) {
    const at = listed(row.at);
    const sessions = listed(row.sessions);
    const said = masks.map((_, index) => listed(row[`m${index}`] ?? '{}'));
    all[row.n] = at.flatMap((instant, place) =>
      eventsAt(
        { at: Number(instant), session: sessions[place] ?? 'NULL', masks: said.map((mask) => Number(mask[place])) },
        ids,
        ordinal(place),
      ),
    );
  }
  return all;
}

/** An array as PostgreSQL writes it. */
function listed(text: string): string[] {
  return text.slice(1, -1).split(',');
}

interface Said {
  at: number;
  /** `NULL`: the row is nobody's repetition. */
  session: string;
  masks: readonly number[];
}

function eventsAt({ at, session, masks }: Said, ruleIds: readonly string[], eventId: string): EngagementEvent[] {
  const events: EngagementEvent[] = [];
  const dedupeKey = session === 'NULL' ? eventId : `${session}:${Math.floor(at / HOUR_MS)}`;
  for (const [index, mask] of masks.entries())
    for (let rest = mask; rest !== 0; rest &= rest - 1) {
      const ruleId = ruleIds[index * RULES_A_MASK + (31 - Math.clz32(rest & -rest))];
      if (ruleId !== undefined) events.push({ ruleId, eventId, at, dedupeKey });
    }
  return events;
}

/** A row of the ledger that rules count, or would count if a person had done it. */
export interface Doing {
  id: string;
  kind: string;
  outcome: string | null;
  subject: string | null;
  /** The page, file or asset. */
  address: string | null;
  occurredAt: string;
  loggedAt: string;
  evidence: string;
  traffic: 'human' | 'suspected' | 'machine' | null;
  events: EngagementEvent[];
}

/** The same for people one looks at: every row with what it is, machines and suspects too. */
export async function doingsOf(ctx: ReadCtx, asked: Asked): Promise<Doing[][]> {
  if (asked.rules.length === 0 || asked.subjects.length === 0) return asked.subjects.map(() => []);
  const masks = masksOf(asked.rules);
  const { rows } = await sql<Omit<Doing, 'events'> & { n: number; session: string | null; masks: number[] }>`select * from (
    select s.n, a.id, a.kind, a.outcome, a.subject, ${ADDRESS} as address, a.occurred_at as "occurredAt", a.logged_at as "loggedAt", a.evidence, a.traffic,
      ${SESSION}::text as session, array[${sql.join(masks)}]::int[] as masks from ${source(ctx, asked, sql`true`)}) x
    where exists (select from unnest(x.masks) bit where bit <> 0)`.execute(ctx.tx);
  const ids = asked.rules.map(({ id }) => id);
  const doings = rows.map(({ n, session, masks: said, ...row }) => ({
    n,
    doing: { ...row, events: eventsAt({ at: Date.parse(row.occurredAt), session: session ?? 'NULL', masks: said }, ids, row.id) },
  }));
  const byPlace = groupBy(doings, ({ n }) => n);
  return asked.subjects.map((_, n) => (byPlace.get(n) ?? []).map(({ doing }) => doing));
}

/** Whether a row was done by a person, as far as one can tell. Only then it counts. */
export function isHuman({ traffic }: Pick<Doing, 'traffic'>): boolean {
  return traffic === null || traffic === 'human';
}
