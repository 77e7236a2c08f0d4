import type { Content, TrackNode } from '#modules/nurtures/schema.ts';
import { DAY, HOUR, iso, type Row } from './world.ts';

export interface Walk {
  steps: Row[];
  /** Where they are, since when and until when; null: they came to the end. */
  at: { node: TrackNode; since: number; until: number } | null;
  visit: number;
  endedAt: number;
}

/** The steps of a track in a row, without where it begins and what it is for. */
export const stepsInRow = ({ graph }: Content) => graph.nodes.filter(({ type }) => type !== 'trigger' && type !== 'goal');

function lastsMs(node: TrackNode): number {
  if (node.type !== 'wait') return 0;
  return node.until.by === 'duration' ? node.until.span.n * DAY : 14 * HOUR;
}

/** How far somebody has come who entered at a moment, by the clock alone. */
export function walked(nodes: readonly TrackNode[], { from, until, ids }: { from: number; until: number; ids: Row }): Walk {
  const steps: Row[] = [];
  let at = from;
  for (const [place, node] of nodes.entries()) {
    const ends = at + lastsMs(node);
    if (node.type === 'end') break;
    if (ends > until) return { steps, at: { node, since: at, until: ends }, visit: place + 1, endedAt: at };
    steps.push({
      ...ids,
      visit: place + 1,
      node_id: node.id,
      kind: node.type,
      since: iso(at),
      at: iso(ends),
      outcome: node.type === 'mail' ? 'queued' : node.type === 'wait' ? 'passed' : 'done',
      port: 'next',
      message_id: null,
      says: '',
    });
    at = ends;
  }
  return { steps, at: null, visit: nodes.length, endedAt: at };
}
