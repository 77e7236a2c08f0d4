import { sql } from 'kysely';
import type { z } from 'zod';
import { listCustomFields } from '#modules/criteria/queries/custom.ts';
import { reachable, timeZoneOf } from '#modules/team/queries.ts';
import type { ReadCtx } from '#platform/context.ts';
import { dayIn } from '#platform/shared/calendar.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import type { getRetentionBoard, getRetentionSettings } from '../contract/retention.ts';
import { cycleOf, isFalling, SILENT_DAYS } from '../rules/retention.ts';
import { RetentionSettings, SIGNALS } from '../schema.ts';

type Answer = OutputOf<typeof getRetentionBoard>;
type Item = Answer['items'][number];
type Shown = Item['signals'][number];

export async function settingsOf({ tx, scope }: Pick<ReadCtx, 'tx' | 'scope'>): Promise<RetentionSettings> {
  const row = await tx.selectFrom('retention_setting').select('settings').where('workspace_id', '=', scope.workspaceId).executeTakeFirst();
  return RetentionSettings.parse(row?.settings ?? {});
}

export async function readSettings(ctx: ReadCtx): Promise<OutputOf<typeof getRetentionSettings>> {
  const own = await listCustomFields(ctx.tx, ctx.scope, 'company');
  const dateFields = own.filter(({ kind, archived }) => kind === 'date' && !archived).map(({ key, label }) => ({ key, label }));
  return { ...(await settingsOf(ctx)), dateFields, mayWrite: ctx.scope.permissions.has('campaign:write') };
}

interface Row {
  id: string;
  name: string;
  owner: Item['owner'];
  customerSince: string | null;
  invoicedMinor: number;
  ordered: { entity: 'sales_order' | 'invoice'; id: string; at: string }[];
  renewalOn: string | null;
  recent: number;
  before: number;
  lastOurs: { id: string; at: string } | null;
  mentions: { id: string; at: string; word: string }[];
  complaints: { id: string; at: string }[];
  people: Item['people'];
  next: Item['next'];
}

/** The customers whom the caller may see, those with the most signs first; facts that a field right hides give no sign. */
export async function readBoard(ctx: ReadCtx, asked: z.output<typeof getRetentionBoard.input>): Promise<Answer> {
  const settings = await settingsOf(ctx);
  const rows = await customersOf(ctx, { settings, ownerId: asked.ownerId });
  const today = dayIn(await timeZoneOf(ctx), ctx.now);
  const all = rows.map((row) => itemOf(row, { settings, now: ctx.now, today, hidden: ctx.scope.hidden }));
  const risky = all.filter(({ signals }) => signals.length > 0);
  const chosen = all.filter(
    ({ signals }) => (!asked.risky || signals.length > 0) && (!asked.signal || signals.some(({ signal }) => signal === asked.signal)),
  );
  chosen.sort(
    (one, other) =>
      other.signals.length - one.signals.length ||
      other.invoicedMinor - one.invoicedMinor ||
      (one.company.name < other.company.name ? -1 : 1),
  );
  const { base_currency: currency } = await ctx.tx
    .selectFrom('workspace')
    .select('base_currency')
    .where('id', '=', ctx.scope.workspaceId)
    .executeTakeFirstOrThrow();
  return {
    items: chosen.slice(0, asked.limit),
    total: chosen.length,
    customers: all.length,
    risky: risky.length,
    bySignal: SIGNALS.map((signal) => ({ signal, n: all.filter(({ signals }) => signals.some((one) => one.signal === signal)).length })),
    currency,
  };
}

function itemOf(row: Row, at: { settings: RetentionSettings; now: string; today: string; hidden: ReadonlySet<string> }): Item {
  const cycle = cycleOf(
    row.ordered.map((one) => one.at),
    at.now,
  );
  return {
    company: { id: row.id, name: row.name },
    owner: row.owner,
    customerSince: row.customerSince,
    invoicedMinor: at.hidden.has('company.invoiced') ? 0 : row.invoicedMinor,
    cycle,
    renewalOn: row.renewalOn,
    signals: signalsOf(row, cycle, at),
    next: row.next,
    people: row.people,
  };
}

function signalsOf(
  row: Row,
  cycle: Item['cycle'],
  { settings, now, today }: { settings: RetentionSettings; now: string; today: string },
): Shown[] {
  const found: Shown[] = [];
  const company = [{ entity: 'company' as const, id: row.id }];
  if (cycle.ratio !== null && cycle.ratio >= settings.lateFactor)
    found.push({
      signal: 'late_order',
      at: cycle.lastAt,
      evidence: [...row.ordered].sort((one, other) => (one.at < other.at ? 1 : -1)).map(({ entity, id }) => ({ entity, id })),
      says: `No order for ${cycle.daysSince} days; usual are ${Math.round(cycle.medianDays ?? 0)} (${cycle.orders} orders).`,
    });
  const [mention] = row.mentions;
  if (mention)
    found.push({
      signal: 'competitor',
      at: mention.at,
      says: `${mention.word} was mentioned ${times(row.mentions.length)}.`,
      evidence: row.mentions.map(({ id }) => ({ entity: 'activity' as const, id })),
    });
  const left = row.renewalOn === null ? null : Math.round((Date.parse(row.renewalOn) - Date.parse(today)) / 86_400_000);
  if (left !== null && left >= 0 && left <= settings.renewalDays)
    found.push({ signal: 'renewal', at: null, says: left === 0 ? 'Renewal is today.' : `Renewal in ${left} days.`, evidence: company });
  const [complaint] = row.complaints;
  if (complaint)
    found.push({
      signal: 'complaint',
      at: complaint.at,
      says: `Something was wrong ${times(row.complaints.length)}.`,
      evidence: row.complaints.map(({ id }) => ({ entity: 'activity' as const, id })),
    });
  if (isFalling(row.recent, row.before))
    found.push({
      signal: 'falling',
      at: null,
      says: `${row.recent} doings in the last 90 days, ${row.before} in the 90 days before.`,
      evidence: company,
    });
  const { lastOurs } = row;
  const silent = lastOurs === null ? 0 : Math.floor((Date.parse(now) - Date.parse(lastOurs.at)) / 86_400_000);
  if (lastOurs !== null && silent >= SILENT_DAYS)
    found.push({
      signal: 'no_contact',
      at: new Date(lastOurs.at).toISOString(),
      says: `Nobody of us was in touch for ${silent} days.`,
      evidence: [{ entity: 'activity', id: lastOurs.id }],
    });
  return found;
}

const times = (n: number) => (n === 1 ? 'once' : `${n} times`);

/** One statement for all customers. Words of competitors are compared as whole words, without regard to case. */
async function customersOf(
  { tx, scope, now }: ReadCtx,
  { settings, ownerId }: { settings: RetentionSettings; ownerId?: string | undefined },
): Promise<Row[]> {
  const ws = scope.workspaceId;
  const read = (entity: string, column: string) => reachable(scope, entity, { to: 'read', ownerColumn: column });
  const words = scope.hidden.has('activity.body') ? [] : settings.competitors.map((one) => one.toLowerCase());
  const renewal =
    settings.renewalField !== null && !scope.hidden.has(`company.custom.${settings.renewalField}`) ? settings.renewalField : null;
  const recent = sql`${now}::timestamptz - make_interval(days => ${settings.recentDays}::int)`;
  const { rows } = await sql<Row>`with shop as (
      select c.id, c.name, c.owner_id, c.customer_since, c.invoiced_minor, c.custom from company c
      where c.workspace_id = ${ws} and c.customer_status = 'customer' and c.deleted_at is null and ${read('company', 'c.owner_id')} and ${ownerId ? sql`c.owner_id = ${ownerId}` : sql`true`}
      order by c.invoiced_minor desc, c.id limit 5000),
    doing as (select a.company_id, a.id, a.kind, a.side, a.occurred_at, a.body, a.subject from activity a
      where a.workspace_id = ${ws} and a.company_id in (select id from shop) and a.occurred_at > ${now}::timestamptz - interval '400 days' and a.occurred_at <= ${now} and not a.retracted
        and (a.traffic is null or a.traffic = 'human'))
    select s.id, s.name, case when m.id is not null then jsonb_build_object('id', m.id, 'name', m.name) end as owner, s.customer_since as "customerSince", s.invoiced_minor as "invoicedMinor",
      coalesce((select jsonb_agg(x) from (select 'sales_order' as entity, o.id, o.ordered_at as at from sales_order o where o.workspace_id = ${ws} and o.company_id = s.id and coalesce(o.status, '') <> 'cancelled' and ${read('order', 'o.owner_id')}
        union all select 'invoice', i.id, i.invoiced_at from invoice i where i.workspace_id = ${ws} and i.company_id = s.id and i.cancelled_at is null and i.order_id is null and ${read('invoice', 'i.owner_id')}) x where x.at <= ${now}), '[]') as ordered,
      ${renewal === null ? sql`null::text` : sql`(s.custom ->> ${renewal}::text)`} as "renewalOn",
      (select count(*)::int from doing d where d.company_id = s.id and d.side = 'customer' and d.occurred_at > ${now}::timestamptz - interval '90 days') as recent,
      (select count(*)::int from doing d where d.company_id = s.id and d.side = 'customer' and d.occurred_at <= ${now}::timestamptz - interval '90 days' and d.occurred_at > ${now}::timestamptz - interval '180 days') as before,
      (select jsonb_build_object('id', d.id, 'at', d.occurred_at) from doing d where d.company_id = s.id and d.side in ('sales', 'marketing') and d.kind in ('call', 'mail', 'meeting')
        order by d.occurred_at desc limit 1) as "lastOurs",
      coalesce((select jsonb_agg(jsonb_build_object('id', x.id, 'at', x.occurred_at, 'word', x.word) order by x.occurred_at desc) from (select d.id, d.occurred_at, w.word from doing d,
          lateral (select word from unnest(${words}::text[]) word where strpos(' ' || regexp_replace(lower(coalesce(d.subject, '') || ' ' || coalesce(d.body, '')), '[^[:alnum:]]+', ' ', 'g') || ' ',
            ' ' || regexp_replace(word, '[^[:alnum:]]+', ' ', 'g') || ' ') > 0 limit 1) w
        where d.company_id = s.id and d.occurred_at > ${recent} and d.kind in ('note', 'call', 'mail', 'meeting', 'chat') order by d.occurred_at desc limit 20) x), '[]') as mentions,
      coalesce((select jsonb_agg(jsonb_build_object('id', x.id, 'at', x.occurred_at) order by x.occurred_at desc) from (select d.id, d.occurred_at from doing d
        where d.company_id = s.id and d.kind = 'case' and d.occurred_at > ${recent} order by d.occurred_at desc limit 20) x), '[]') as complaints,
      coalesce((select jsonb_agg(x.row) from (select jsonb_build_object('id', c.id, 'name', coalesce(nullif(c.name, ''), 'Someone'), 'mayMail', c.mail_permission not in ('opted_out', 'bounced', 'complained')) as row
        from contact c where c.workspace_id = ${ws} and c.company_id = s.id and c.deleted_at is null and ${read('contact', 'c.owner_id')} order by c.name_key, c.id limit 10) x), '[]') as people,
      (select jsonb_build_object('enrolmentId', e.id, 'track', jsonb_build_object('id', t.id, 'name', t.name), 'contact', jsonb_build_object('id', c.id, 'name', coalesce(nullif(c.name, ''), 'Someone')), 'dueAt', e.due_at)
        from nurture_enrolment e join nurture_track t on t.workspace_id = e.workspace_id and t.id = e.track_id join contact c on c.workspace_id = e.workspace_id and c.id = e.contact_id
        where e.workspace_id = ${ws} and c.company_id = s.id and e.ended_at is null and ${read('contact', 'c.owner_id')} order by e.due_at nulls last, e.id limit 1) as next
    from shop s left join member m on m.workspace_id = ${ws} and m.id = s.owner_id`.execute(tx);
  return rows;
}
