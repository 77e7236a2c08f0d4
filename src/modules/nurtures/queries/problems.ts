import { sql } from 'kysely';
import { ContactValues } from '#modules/contacts/schema.ts';
import { unlimited } from '#modules/team/queries.ts';
import { ownWordsProblem } from '#modules/templates/queries/sendable.ts';
import type { ReadCtx } from '#platform/context.ts';
import { criteriaOf, graphProblems, nameOf } from '../rules/graph.ts';
import { type Content, type NodeOf, type Problem, sideOf, type TrackKind, type TrackNode, type TriggerOn } from '../schema.ts';
import { criteriaIssue } from './criteria.ts';
import { dateFields } from './fields.ts';
import { holdOutProblem } from './holdout.ts';

interface Judged {
  trackId: string;
  content: Content;
  kind: TrackKind;
  purposeId: string | null;
}

/**
 * Everything that is wrong with a track: its shape, and what it names that is not there, or not for whoever writes it to see: a track must tell nobody by
 * its ways what a field right hides.
 */
export async function problemsOf(ctx: ReadCtx, judged: Judged): Promise<Problem[]> {
  return [...graphProblems(judged.content, judged.kind), ...(await recordProblems(ctx, judged))];
}

/** The same for whoever only looks at it: what is hidden from them is no mistake of the track. */
export const problemsSeen = (ctx: ReadCtx, judged: Judged): Promise<Problem[]> =>
  problemsOf({ ...ctx, scope: unlimited(ctx.scope) }, judged);

async function recordProblems(ctx: ReadCtx, { trackId, content, kind, purposeId }: Judged): Promise<Problem[]> {
  const found: Problem[] = [];
  const { nodes } = content.graph;
  const mails = nodes.filter((node): node is NodeOf<'mail'> => node.type === 'mail');
  if (mails.length > 0 && purposeId === null && sideOf(kind) === 'marketing')
    found.push({ nodeId: null, level: 'stop', message: 'Say what its mails are for: people agree to mail by purpose.' });
  for (const { nodeId, criteria } of criteriaOf(content)) {
    const message = await criteriaIssue(ctx, criteria);
    if (message) found.push({ nodeId, level: 'stop', message: nodeId ? message : `Who comes in: ${message}` });
    if (nodeId && criteria.of.length === 0)
      found.push({ nodeId, level: 'stop', message: 'Add a condition: this would be true of everybody.' });
  }
  const held = await holdOutProblem(ctx, { trackId, kind, share: content.settings.holdOut ?? 0 });
  if (held) found.push(held);
  found.push(...(await wordsWrong(ctx, mails)), ...valuesWrong(nodes), ...(await datesWrong(ctx, nodes)));
  for (const [nodeId, message] of await missing(ctx, nodes)) found.push({ nodeId, level: 'stop', message });
  return found;
}

const stop = (node: TrackNode, message: string): Problem => ({ nodeId: node.id, level: 'stop', message: `${nameOf(node)}: ${message}` });

async function wordsWrong(ctx: ReadCtx, mails: readonly NodeOf<'mail'>[]): Promise<Problem[]> {
  const found: Problem[] = [];
  for (const node of mails) {
    if ('templateId' in node.what) {
      if (node.review) found.push(stop(node, 'a mail that is read first has words of its own.'));
      continue;
    }
    const wrong = await ownWordsProblem(ctx, node.what);
    if (wrong) found.push(stop(node, wrong.message));
  }
  return found;
}

function valuesWrong(nodes: readonly TrackNode[]): Problem[] {
  return nodes.flatMap((node) => {
    if (node.type !== 'field') return [];
    const value = node.field === 'interests' ? [node.value] : node.value;
    return ContactValues[node.field].safeParse(value).success ? [] : [stop(node, 'this value does not fit the field.')];
  });
}

async function datesWrong(ctx: ReadCtx, nodes: readonly TrackNode[]): Promise<Problem[]> {
  const named = nodes.flatMap((node): { node: TrackNode; field: string }[] => {
    if (node.type === 'wait' && node.until.by === 'date') return [{ node, field: node.until.field }];
    return node.type === 'trigger' && node.on.event === 'date' ? [{ node, field: node.on.field }] : [];
  });
  if (named.length === 0) return [];
  const known = new Set((await dateFields(ctx)).map(({ key }) => key));
  return named.filter(({ field }) => !known.has(field)).map(({ node }) => stop(node, 'this date field is not there.'));
}

/** What nodes name by an id, and how to say that it is gone. Each table is named here, never by a caller. */
function namedBy(node: TrackNode): { of: keyof typeof SOUGHT; id: string }[] {
  switch (node.type) {
    case 'mail':
      return [
        ...('templateId' in node.what ? [{ of: 'template' as const, id: node.what.templateId }] : []),
        ...(node.from.by === 'sender' ? [{ of: 'sender' as const, id: node.from.senderId }] : []),
        ...(node.offerId ? [{ of: 'offer' as const, id: node.offerId }] : []),
      ];
    case 'webhook':
      return [{ of: 'hook', id: node.hookId }];
    case 'task':
      return node.for.who === 'member' ? [{ of: 'member', id: node.for.memberId }] : [];
    case 'notify':
      return node.to.who === 'member' ? [{ of: 'member', id: node.to.memberId }] : [];
    case 'wait':
      if (node.until.by === 'hours') return [{ of: 'calendar', id: node.until.calendarId }];
      return node.until.by === 'duration' && node.until.calendarId ? [{ of: 'calendar', id: node.until.calendarId }] : [];
    case 'trigger':
      return startedBy(node.on);
    default:
      return [];
  }
}

function startedBy(on: TriggerOn): { of: keyof typeof SOUGHT; id: string }[] {
  if (on.event === 'list') return [{ of: 'list', id: on.viewId }];
  if (on.event === 'form') return on.formId ? [{ of: 'form', id: on.formId }] : [];
  return on.event === 'asset' && on.assetId ? [{ of: 'asset', id: on.assetId }] : [];
}

const SOUGHT = {
  form: {
    rows: sql`select id from publication where workspace_id = current_workspace() and kind = 'form' and archived_at is null`,
    says: 'the form is not there any more, or was put away.',
  },
  asset: {
    rows: sql`select id from asset where workspace_id = current_workspace() and retired_at is null`,
    says: 'the document is not in the library any more.',
  },
  template: {
    rows: sql`select t.id from template t where t.workspace_id = current_workspace() and t.archived_at is null
      and exists (select from template_version v where v.workspace_id = t.workspace_id and v.template_id = t.id and v.number is not null)`,
    says: 'the template is not published, or was put away.',
  },
  sender: { rows: sql`select id from sender_identity where workspace_id = current_workspace()`, says: 'the sender is not there any more.' },
  offer: { rows: sql`select id from offer where workspace_id = current_workspace()`, says: 'the offer is not there any more.' },
  hook: {
    rows: sql`select id from nurture_hook where workspace_id = current_workspace() and active`,
    says: 'nothing is posted to this address any more.',
  },
  member: {
    rows: sql`select id from member where workspace_id = current_workspace() and status = 'active'`,
    says: 'this person has no access any more.',
  },
  calendar: {
    rows: sql`select id from calendar where workspace_id = current_workspace() and archived_at is null`,
    says: 'the calendar is not there any more.',
  },
  list: {
    rows: sql`select id from saved_view where workspace_id = current_workspace() and entity = 'contact'`,
    says: 'the list is not there any more.',
  },
} as const;

async function missing(ctx: ReadCtx, nodes: readonly TrackNode[]): Promise<[string, string][]> {
  const found: [string, string][] = [];
  const named = nodes.flatMap((node) => namedBy(node).map((one) => ({ ...one, node })));
  for (const of of new Set(named.map((one) => one.of))) {
    const wanted = named.filter((one) => one.of === of);
    const { rows } = await sql<{
      id: string;
    }>`select x.id from (${SOUGHT[of].rows}) x where x.id = any (${wanted.map(({ id }) => id)}::uuid[])`.execute(ctx.tx);
    const there = new Set(rows.map(({ id }) => id));
    for (const { node, id } of wanted) if (!there.has(id)) found.push([node.id, `${nameOf(node)}: ${SOUGHT[of].says}`]);
  }
  return found;
}
