import { sql } from 'kysely';
import type { ReadCtx } from '#platform/context.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { median, rateOf } from '#platform/shared/statistics.ts';
import type { getThroughput } from '../contract/reports.ts';

type Answer = OutputOf<typeof getThroughput>;
type NodeLine = Answer['nodes'][number];

interface Asked {
  id: string;
  version?: number | undefined;
}

const DAY_MS = 86_400_000;

/** What becomes of people at each step. Counts everybody: no names are in it, and the rows behind it keep to what the caller may see. */
export async function readThroughput(ctx: ReadCtx, asked: Asked): Promise<Answer> {
  const [people, steps, mails] = [await peopleCounts(ctx, asked), await stepCounts(ctx, asked), await mailCounts(ctx, asked)];
  const days = await daysToReach(ctx, asked);
  const entered = people.reduce((sum, { n }) => sum + n, 0);
  const sum = (test: (one: PeopleRow) => boolean) => people.filter(test).reduce((total, { n }) => total + n, 0);
  const ids = new Set([...steps.map(({ nodeId }) => nodeId), ...people.flatMap(({ nodeId }) => nodeId ?? [])]);
  return {
    entered,
    on: sum(({ open }) => open),
    finished: sum(({ state }) => state === 'finished'),
    reached: rateOf(
      people.reduce((total, { reached }) => total + reached, 0),
      entered,
    ),
    medianDaysToReach: median(days.map(({ days: n }) => n)),
    left: leftOf(people),
    nodes: [...ids].map((nodeId) => nodeLine(nodeId, { people, steps, mails, days, entered })),
  };
}

interface Counted {
  people: PeopleRow[];
  steps: StepRow[];
  mails: MailRow[];
  days: { nodeId: string; days: number }[];
  entered: number;
}

function nodeLine(nodeId: string, { people, steps, mails, days, entered }: Counted): NodeLine {
  const here = people.filter((one) => one.nodeId === nodeId);
  const passed = steps.filter((one) => one.nodeId === nodeId);
  const waiting = here.filter(({ open }) => open).reduce((sum, { n }) => sum + n, 0);
  const gone = passed.filter(({ port }) => port !== null).reduce((sum, { n }) => sum + n, 0);
  const all = passed.reduce((sum, { n }) => sum + n, 0);
  const isGoal = passed.some(({ kind }) => kind === 'goal');
  const mail = mails.find((one) => one.nodeId === nodeId);
  const ports = new Map<string, number>();
  for (const { port, n } of passed) if (port) ports.set(port, (ports.get(port) ?? 0) + n);
  return {
    nodeId,
    entered: all + waiting,
    waiting,
    passed: gone,
    left: leftOf(here),
    ports: [...ports].map(([port, n]) => ({ port, n })),
    mail: mail
      ? {
          queued: mail.queued,
          sent: mail.sent,
          blocked: mail.blocked,
          held: mail.held,
          clicked: rateOf(mail.clicked, mail.sent),
          replied: rateOf(mail.replied, mail.sent),
        }
      : null,
    reached: isGoal ? rateOf(all, entered) : null,
    medianDaysToReach: isGoal ? median(days.filter((one) => one.nodeId === nodeId).map((one) => one.days)) : null,
  };
}

function leftOf(people: readonly PeopleRow[]): Answer['left'] {
  const counts = new Map<string, number>();
  for (const { open, why, state, n } of people) if (!open) counts.set(why ?? state, (counts.get(why ?? state) ?? 0) + n);
  return [...counts].map(([why, n]) => ({ why: why as Answer['left'][number]['why'], n })).sort((one, other) => other.n - one.n);
}

interface PeopleRow {
  nodeId: string | null;
  state: string;
  why: string | null;
  open: boolean;
  n: number;
  reached: number;
}

const ofVersion = ({ id, version }: Asked, column: string) =>
  version === undefined
    ? sql<boolean>`true`
    : sql<boolean>`${sql.ref(column)} = (select v.id from nurture_version v where v.workspace_id = current_workspace() and v.track_id = ${id} and v.number = ${version})`;

async function peopleCounts({ tx, scope }: ReadCtx, asked: Asked): Promise<PeopleRow[]> {
  const { rows } =
    await sql<PeopleRow>`select coalesce(e.node_id, e.left_node) as "nodeId", e.state, e.left_why as why, e.ended_at is null as open, count(*)::int as n,
      count(*) filter (where e.reached_at is not null)::int as reached
    from nurture_enrolment e where e.workspace_id = ${scope.workspaceId} and e.track_id = ${asked.id} and ${ofVersion(asked, 'e.version_id')} group by 1, 2, 3, 4`.execute(
      tx,
    );
  return rows;
}

interface StepRow {
  nodeId: string;
  kind: string;
  port: string | null;
  n: number;
}

async function stepCounts({ tx, scope }: ReadCtx, asked: Asked): Promise<StepRow[]> {
  const { rows } = await sql<StepRow>`select s.node_id as "nodeId", s.kind, s.port, count(*)::int as n from nurture_step s
    where s.workspace_id = ${scope.workspaceId} and s.track_id = ${asked.id} and ${ofVersion(asked, 's.version_id')} group by 1, 2, 3`.execute(
    tx,
  );
  return rows;
}

interface MailRow {
  nodeId: string;
  queued: number;
  sent: number;
  clicked: number;
  replied: number;
  blocked: number;
  held: number;
}

async function mailCounts({ tx, scope }: ReadCtx, asked: Asked): Promise<MailRow[]> {
  const { rows } = await sql<MailRow>`select s.node_id as "nodeId", count(*) filter (where s.outcome = 'queued')::int as queued,
      count(*) filter (where m.state in ('sent', 'captured'))::int as sent, count(*) filter (where m.clicked_at is not null)::int as clicked,
      count(*) filter (where m.replied_at is not null)::int as replied, count(*) filter (where s.outcome = 'blocked' or m.state = 'stopped')::int as blocked, count(*) filter (where s.held)::int as held
    from nurture_step s left join message m on m.workspace_id = s.workspace_id and m.id = s.message_id
    where s.workspace_id = ${scope.workspaceId} and s.track_id = ${asked.id} and s.kind = 'mail' and ${ofVersion(asked, 's.version_id')} group by 1`.execute(
    tx,
  );
  return rows;
}

async function daysToReach({ tx, scope }: ReadCtx, asked: Asked): Promise<{ nodeId: string; days: number }[]> {
  const { rows } = await sql<{
    nodeId: string;
    at: string;
    entered: string;
  }>`select s.node_id as "nodeId", s.at, e.entered_at as entered from nurture_step s
      join nurture_enrolment e on e.workspace_id = s.workspace_id and e.id = s.enrolment_id
    where s.workspace_id = ${scope.workspaceId} and s.track_id = ${asked.id} and s.kind = 'goal' and s.outcome = 'reached' and ${ofVersion(asked, 's.version_id')}
    order by s.at desc limit 20000`.execute(tx);
  return rows.map(({ nodeId, at, entered }) => ({ nodeId, days: (Date.parse(at) - Date.parse(entered)) / DAY_MS }));
}
