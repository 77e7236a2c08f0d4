import { sql } from 'kysely';
import { unlimited } from '#modules/team/queries.ts';
import type { Ctx } from '#platform/context.ts';
import { isRefusal, type Refusal } from '#platform/shared/refusal.ts';

export interface Person {
  id: string;
  name: string;
  department: 'sales' | 'marketing';
  leads: boolean;
}

/** The invented people of both sides, by name: nobody else has an address of `example.test` in a sample. */
export async function peopleOf(ctx: Ctx): Promise<Person[]> {
  const { rows } = await sql<Person>`select id, name, department, roles && '{sales_lead,marketing_lead}'::text[] as leads from member
    where workspace_id = ${ctx.scope.workspaceId} and email like '%@example.test' and department in ('sales', 'marketing')
      and not roles && '{revenue_lead}'::text[] order by name`.execute(ctx.tx);
  return rows;
}

export function leadOf(people: readonly Person[], department: Person['department']): Person {
  const lead = people.find((one) => one.leads && one.department === department);
  if (!lead) throw new Error(`the sample company has a lead of ${department}`);
  return lead;
}

/** A command as one of them gave it at a moment of the past. */
export function as(ctx: Ctx, person: Person, at: string): Ctx {
  const actor = { kind: 'member' as const, memberId: person.id, label: person.name };
  return { ...ctx, now: at, scope: { ...unlimited(ctx.scope), actor } };
}

/** What long happened is announced to nobody: it would set tracks and rules going as if it were of today. */
export const unheard = (ctx: Ctx): Ctx => ({ ...ctx, announce: async () => {} });

/** What the sample does itself must not be refused. */
export function done<T>(result: T | Refusal): T {
  if (isRefusal(result)) throw new Error(`the sample was refused: ${result.message}`);
  return result;
}

const DAY_MS = 86_400_000;

/** So many days ago. */
export const ago = (ctx: Ctx, days: number): string => new Date(Date.parse(ctx.now) - days * DAY_MS).toISOString();
