import type { Awaited } from '../schema.ts';
import type { Walkable } from './graph.ts';
import { type Clockwork, endOfWait } from './timing.ts';
import { armOf } from './walk.ts';

/** Where somebody stands on a track; instants are ISO. */
export interface Standing extends Clockwork {
  nodeId: string;
  awaits: Awaited | null;
  dueAt: string;
  since: string;
  /** Names the person on this track: decides shares. */
  seed: string;
}

export interface MailAhead {
  nodeId: string;
  /** ISO: when the step comes. The gate may hold the mail back longer. */
  at: string;
}

/** A walk longer than this goes in circles. */
const LONGEST = 100;

/**
 * The mails that will go to somebody before an instant if nothing happens but time. It ends where something else decides: conditions, a task that is
 * waited for, a mail that a rep reads first (which itself counts).
 */
export function mailsAhead(walk: Walkable, standing: Standing, { now, until }: { now: string; until: string }): MailAhead[] {
  const found: MailAhead[] = [];
  if (standing.awaits === 'criteria' || standing.awaits === 'task' || standing.awaits === 'review') return found;
  let id: string | undefined = standing.nodeId;
  // Who stands at a wait came to it earlier, `since` then; everybody else comes to their node when they are due.
  const waits = walk.nodes.get(id)?.type === 'wait' && standing.awaits === 'time';
  let at = waits ? now : later(standing.dueAt, now);
  for (let steps = 0; id !== undefined && at < until && steps < LONGEST; steps += 1) {
    const node = walk.nodes.get(id);
    if (!node || node.type === 'branch' || node.type === 'end') break;
    if (node.type === 'mail') found.push({ nodeId: id, at });
    if ((node.type === 'mail' && node.review) || (node.type === 'task' && node.waits)) break;
    if (node.type === 'wait') {
      if (node.until.by === 'criteria') break;
      at = later(endOfWait(node.until, steps === 0 ? standing.since : at, standing) ?? at, at);
    }
    id = walk.to(id, node.type === 'split' ? armOf(node, standing.seed).id : 'next');
  }
  return found.filter((mail) => mail.at < until);
}

const later = (one: string, other: string): string => (Date.parse(one) > Date.parse(other) ? new Date(one) : new Date(other)).toISOString();

/** Whether people at the same place at the same time may still go different ways: by their share, or by a date of theirs. */
export const isPersonal = (walk: Walkable, nodeId: string): boolean =>
  [nodeId, ...walk.after(nodeId)].some((id) => {
    const node = walk.nodes.get(id);
    return node?.type === 'split' || (node?.type === 'wait' && node.until.by === 'date');
  });

/** Whether a mail stands at a node or behind it. */
export const hasMailAhead = (walk: Walkable, nodeId: string): boolean =>
  [nodeId, ...walk.after(nodeId)].some((id) => walk.nodes.get(id)?.type === 'mail');
