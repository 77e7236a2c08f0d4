import { sql } from 'kysely';
import { versionsDuring, versionsOf } from '#modules/agreements/queries/agreement.ts';
import { readAgreement } from '#modules/agreements/queries/views.ts';
import type { ReadCtx } from '#platform/context.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { isRefusal, type Refusal, refuse } from '#platform/shared/refusal.ts';
import type { getDefinition } from '../contract.ts';

interface Asked {
  lineId: string;
  from: string;
  to: string;
}
type Shown = OutputOf<typeof getDefinition>['versions'][number];

/** The words of every version that judged a promise in a period. */
export async function readDefinition(ctx: ReadCtx, asked: Asked): Promise<OutputOf<typeof getDefinition> | Refusal> {
  const clocks = await clocksByVersion(ctx, asked);
  const versions = await versionsOf(ctx.tx, ctx.scope);
  const during = versionsDuring(versions, { ...asked, now: ctx.now }).map(({ number }) => number);
  const [newest] = [...versions.filter(({ status }) => status === 'signed'), ...versions];
  // Those under which clocks ran, most clocks first; else those in force in the period, the newest first; else what there is.
  const found = clocks.size > 0 ? [...clocks.keys()] : [...during].reverse();
  const shown: Shown[] = [];
  for (const number of found.length > 0 || !newest ? found : [newest.number]) {
    const read = await readAgreement(ctx, number);
    if (isRefusal(read)) return read;
    const clause = read.version?.clauses.find(({ lineId }) => lineId === asked.lineId);
    if (!read.version || !clause) continue;
    const clocked = clause.family === 'in_time' || clause.family === 'depth';
    const { inForceAt, supersededAt } = read.version;
    const { title, text, fine } = clause;
    const n = clocked ? (clocks.get(number) ?? 0) : null;
    shown.push({
      number,
      inForceAt,
      supersededAt,
      clocks: n,
      judges: clocked ? (n ?? 0) > 0 : number === during.at(-1),
      title,
      text,
      fine,
    });
  }
  return shown.length > 0 ? { versions: shown } : refuse('not_found', 'No version of the agreement made this promise in that time.');
}

async function clocksByVersion(ctx: ReadCtx, asked: Asked): Promise<Map<number, number>> {
  const { rows } = await sql<{ number: number; n: number }>`select v.number, count(*)::int as n from clock k
      join clause c on c.workspace_id = k.workspace_id and c.id = k.clause_id
      join agreement_version v on v.workspace_id = c.workspace_id and v.id = c.version_id
    where k.workspace_id = ${ctx.scope.workspaceId} and k.line_id = ${asked.lineId} and k.started_at >= ${asked.from} and k.started_at < ${asked.to}
    group by 1 order by 2 desc, 1 desc`.execute(ctx.tx);
  return new Map(rows.map(({ number, n }) => [number, n]));
}
