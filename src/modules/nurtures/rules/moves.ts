import type { Removed } from '../schema.ts';
import { portsOf, type Walkable } from './graph.ts';

/** Where somebody at a node of the version before is afterwards: at a node of the new one, or where they are, on the version they are on. */
export type Place = { nodeId: string; moved: boolean } | { stays: true };

export interface Publication {
  before: Walkable;
  after: Walkable;
  removed: Removed;
  /** From a node that is gone to one of the new version, chosen by whoever publishes. */
  moves: Readonly<Record<string, string>>;
}

/** Where people of a node go. Who is at a node that is still there, and of the same kind, keeps their place. */
export function placeOf(nodeId: string, { before, after, removed, moves }: Publication): Place {
  const was = before.nodes.get(nodeId);
  const is = after.nodes.get(nodeId);
  if (is && canStandAt(after, nodeId) && is.type === was?.type) return { nodeId, moved: false };
  const chosen = moves[nodeId];
  if (chosen !== undefined && canStandAt(after, chosen)) return { nodeId: chosen, moved: true };
  if (removed === 'stay') return { stays: true };
  const next = nextSurvivor(nodeId, before, after);
  return next === undefined ? { stays: true } : { nodeId: next, moved: true };
}

const canStandAt = (walk: Walkable, id: string): boolean => {
  const node = walk.nodes.get(id);
  return node !== undefined && node.type !== 'trigger' && node.type !== 'goal';
};

/** The nearest node after it, by the ways of the version before, that the new version still has. */
function nextSurvivor(nodeId: string, before: Walkable, after: Walkable): string | undefined {
  const seen = new Set([nodeId]);
  let row = [nodeId];
  while (row.length > 0) {
    const next: string[] = [];
    for (const id of row) {
      const node = before.nodes.get(id);
      for (const port of node ? portsOf(node) : []) {
        const to = before.to(id, port);
        if (to === undefined || seen.has(to)) continue;
        if (canStandAt(after, to) && after.nodes.get(to)?.type === before.nodes.get(to)?.type) return to;
        seen.add(to);
        next.push(to);
      }
    }
    row = next;
  }
  return undefined;
}
