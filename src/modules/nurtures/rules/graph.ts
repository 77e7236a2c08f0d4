import type { Criteria } from '#modules/criteria/schema.ts';
import {
  type Content,
  type ExitEvent,
  type Graph,
  isEntrance,
  MOST,
  type NodeOf,
  type NodeType,
  type Problem,
  portsOf,
  type TrackKind,
  type TrackNode,
} from '../schema.ts';

export { portsOf };

/** A graph made ready for walking. */
export class Walkable {
  readonly nodes: ReadonlyMap<string, TrackNode>;
  readonly #ways: ReadonlyMap<string, string>;

  constructor(graph: Graph) {
    this.nodes = new Map(graph.nodes.map((node) => [node.id, node]));
    this.#ways = new Map(graph.edges.map(({ from, port, to }) => [`${from} ${port}`, to]));
  }

  /** Where a port leads; undefined where it leads nowhere. */
  to(from: string, port: string): string | undefined {
    return this.#ways.get(`${from} ${port}`);
  }

  /** Every node that can come after one, without it unless a loop leads back. */
  after(id: string): Set<string> {
    const found = new Set<string>();
    const open = [id];
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      const node = this.nodes.get(next);
      for (const port of node ? portsOf(node) : []) {
        const to = this.to(next, port);
        if (to === undefined || found.has(to)) continue;
        found.add(to);
        open.push(to);
      }
    }
    return found;
  }

  of<T extends NodeType>(type: T): NodeOf<T>[] {
    return [...this.nodes.values()].filter((node): node is NodeOf<T> => node.type === type);
  }
}

/** What to call a node in a sentence. */
export const nameOf = (node: TrackNode): string => node.name || `the ${node.type} “${node.id}”`;

const stop = (node: TrackNode | null, message: string): Problem => ({ nodeId: node?.id ?? null, message, level: 'stop' });

/** What keeps a track from being published, each with its node. What only the record knows (is the template published?) is told by `recordProblems`. */
export function graphProblems(content: Content, kind: TrackKind): Problem[] {
  const { graph } = content;
  const doubled = graph.nodes.find((node, index) => graph.nodes.findIndex(({ id }) => id === node.id) !== index);
  if (doubled) return [stop(doubled, `Two nodes are called “${doubled.id}”.`)];
  const walk = new Walkable(graph);
  return [...beginnings(walk, kind), ...waysWrong(graph, walk), ...unreached(walk), ...loopsWithoutWait(walk), ...nodesWrong(walk, kind)];
}

function beginnings(walk: Walkable, kind: TrackKind): Problem[] {
  const triggers = walk.of('trigger');
  const found: Problem[] = [];
  if (triggers.length === 0) found.push(stop(null, 'Nothing starts it: add a trigger.'));
  if (triggers.length > MOST.triggers) found.push(stop(null, `Use at most ${MOST.triggers} triggers.`));
  if (kind === 'sequence')
    for (const trigger of triggers)
      if (trigger.on.event !== 'by_hand')
        found.push(stop(trigger, 'A sequence is started by a rep, for a person: its trigger is “by hand”.'));
  if (![...walk.nodes.values()].some((node) => ACTIONS.has(node.type))) found.push(stop(null, 'It does nothing yet: add a step.'));
  return found;
}

const ACTIONS: ReadonlySet<NodeType> = new Set<NodeType>(['mail', 'task', 'handoff', 'tag', 'field', 'notify', 'webhook', 'tactic']);
/** Done once; a person who moves to a newer version does not get it again. */
export const isAction = (node: TrackNode): boolean => ACTIONS.has(node.type);

function waysWrong(graph: Graph, walk: Walkable): Problem[] {
  const found: Problem[] = [];
  const seen = new Set<string>();
  for (const { from, port, to } of graph.edges) {
    const [begin, end] = [walk.nodes.get(from), walk.nodes.get(to)];
    if (!begin || !end) found.push(stop(begin ?? end ?? null, 'A way leads from or to a node that is not there.'));
    else if (!portsOf(begin).includes(port)) found.push(stop(begin, `${nameOf(begin)} has no way called “${port}”.`));
    else if (isEntrance(end)) found.push(stop(end, `No way leads to ${nameOf(end)}: it begins by itself.`));
    if (seen.has(`${from} ${port}`)) found.push(stop(begin ?? null, 'One way leads to two places.'));
    seen.add(`${from} ${port}`);
  }
  // After a goal a track may be over.
  for (const node of walk.nodes.values())
    for (const port of portsOf(node))
      if (walk.to(node.id, port) === undefined && node.type !== 'goal')
        found.push(stop(node, `${nameOf(node)}: ${wayName(node, port)} leads nowhere.`));
  return found;
}

function wayName(node: TrackNode, port: string): string {
  if (node.type === 'branch') return `the branch “${node.branches.find(({ id }) => id === port)?.name ?? 'otherwise'}”`;
  if (node.type === 'split') return `the way “${node.arms.find(({ id }) => id === port)?.name ?? port}”`;
  if (port === 'met') return 'the way for those who meet it';
  return port === 'late' ? 'the way for those who do not meet it in time' : 'the way on';
}

function unreached(walk: Walkable): Problem[] {
  const entrances = [...walk.nodes.values()].filter(isEntrance);
  const reached = new Set(entrances.flatMap(({ id }) => [id, ...walk.after(id)]));
  return [...walk.nodes.values()].filter(({ id }) => !reached.has(id)).map((node) => stop(node, `Nobody ever comes to ${nameOf(node)}.`));
}

/** Time certainly passes at it. */
const takesTime = (node: TrackNode): boolean => node.type === 'wait' && node.until.by === 'duration' && node.until.span.n > 0;

/** Loops that could turn without end in one moment, each named by its first node. */
function loopsWithoutWait(walk: Walkable): Problem[] {
  const state = new Map<string, 'open' | 'done'>();
  const found: Problem[] = [];
  const visit = (id: string): void => {
    const node = walk.nodes.get(id);
    if (!node || takesTime(node) || state.get(id) === 'done') return;
    if (state.get(id) === 'open') {
      found.push(stop(node, `A loop leads back to ${nameOf(node)} without a wait of some time in it.`));
      return;
    }
    state.set(id, 'open');
    for (const port of portsOf(node)) visit(walk.to(id, port) ?? '');
    state.set(id, 'done');
  };
  for (const id of walk.nodes.keys()) visit(id);
  return found;
}

function nodesWrong(walk: Walkable, kind: TrackKind): Problem[] {
  return [...walk.nodes.values()].flatMap((node) => nodeWrong(node, kind).map((message) => stop(node, `${nameOf(node)}: ${message}`)));
}

function nodeWrong(node: TrackNode, kind: TrackKind): string[] {
  if (node.type === 'branch') return [...doubles(node.branches.map(({ id }) => id).concat('else')), ...linear(kind)];
  if (node.type === 'split')
    return [
      ...doubles(node.arms.map(({ id }) => id)),
      ...(node.arms.some(({ share }) => share > 0) ? [] : ['give one of the ways a share.']),
      ...linear(kind),
    ];
  if (node.type === 'wait' && node.until.by === 'window' && node.until.from >= node.until.to)
    return ['the end of the hours comes after their beginning.'];
  if (node.type === 'mail' && node.review && kind !== 'sequence') return ['only mails of a sequence are read by a rep first.'];
  if (node.type === 'tag' && node.add.length + node.remove.length === 0) return ['choose a tag.'];
  return [];
}

const doubles = (ids: readonly string[]): string[] => (new Set(ids).size < ids.length ? ['two of its ways have the same name.'] : []);
const linear = (kind: TrackKind): string[] => (kind === 'sequence' ? ['a sequence goes straight on, without ways that part.'] : []);

/** Every criteria of a track, with its place. */
export function criteriaOf({ graph, settings }: Content): { nodeId: string | null; criteria: Criteria }[] {
  const ofNode = (node: TrackNode): Criteria[] => {
    if (node.type === 'branch') return node.branches.map(({ criteria }) => criteria);
    if (node.type === 'trigger') return node.on.event === 'criteria' ? [node.on.criteria] : [];
    if (node.type === 'goal') return 'criteria' in node.on ? [node.on.criteria] : [];
    return node.type === 'wait' && node.until.by === 'criteria' ? [node.until.criteria] : [];
  };
  return [
    { nodeId: null, criteria: settings.entry },
    ...graph.nodes.flatMap((node) => ofNode(node).map((criteria) => ({ nodeId: node.id, criteria }))),
  ];
}

/** Whether a change of somebody's record can move them: a trigger, a goal or a wait asks for criteria. */
export const watches = ({ graph }: Content): boolean =>
  graph.nodes.some(
    (node) =>
      (node.type === 'trigger' && (node.on.event === 'criteria' || node.on.event === 'list')) ||
      (node.type === 'goal' && 'criteria' in node.on) ||
      (node.type === 'wait' && node.until.by === 'criteria'),
  );

/** An empty track of a kind: what takes people off it is what usually should. */
export function emptyContent(kind: TrackKind): Content {
  const exits: Record<TrackKind, ExitEvent[]> = {
    nurture: ['replied', 'meeting', 'deal_opened', 'deal_won', 'purchase', 'became_customer'],
    retention: ['replied'],
    deal_support: [],
    sequence: ['replied', 'meeting', 'deal_opened', 'deal_won', 'purchase'],
  };
  return {
    graph: {
      nodes: [{ id: 'start', type: 'trigger', name: '', at: { x: 0, y: 0 }, on: { event: 'by_hand' } }],
      edges: [],
    },
    settings: {
      entry: { match: 'all', of: [] },
      again: kind === 'nurture' ? { mode: 'once' } : { mode: 'after', days: 30 },
      coolDownDays: 0,
      holdOut: 0,
      oneOfKind: kind !== 'deal_support',
      exits: exits[kind],
    },
  };
}
