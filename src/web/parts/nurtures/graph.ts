import { EVERYTHING } from '#modules/criteria/schema.ts';
import {
  type Graph,
  isEntrance,
  type NodeType,
  portsOf,
  type TrackEdge,
  type TrackKind,
  type TrackNode,
} from '#modules/nurtures/schema.ts';

/** The beginning of a way: a port of a node. */
export type Port = Pick<TrackEdge, 'from' | 'port'>;

export const targetOf = (graph: Graph, { from, port }: Port): string | undefined =>
  graph.edges.find((edge) => edge.from === from && edge.port === port)?.to;

export const nodeOf = (graph: Graph, id: string | null): TrackNode | undefined => graph.nodes.find((node) => node.id === id);

/** Nodes that somebody can come to, from the triggers and goals on or from one node; without passing any of some. */
export function reached(graph: Graph, from?: string, past: ReadonlySet<string> = new Set()): Set<string> {
  const open = from === undefined ? graph.nodes.filter(isEntrance).map(({ id }) => id) : [from];
  const found = new Set<string>(open);
  for (let id = open.pop(); id !== undefined; id = open.pop())
    for (const edge of graph.edges)
      if (edge.from === id && !found.has(edge.to) && !past.has(edge.to)) {
        found.add(edge.to);
        open.push(edge.to);
      }
  return found;
}

/** A new node as it is before anybody has said more. */
export function newNode(graph: Graph, type: NodeType, kind: TrackKind): TrackNode {
  const common = { id: freeId(graph, type), name: '', at: { x: 0, y: 0 } };
  switch (type) {
    case 'trigger':
      return { ...common, type, on: { event: 'by_hand' } };
    case 'goal':
      return { ...common, type, on: { events: ['replied'] } };
    case 'wait':
      return { ...common, type, until: { by: 'duration', span: { n: 3, unit: 'day' }, calendarId: null } };
    case 'branch':
      return { ...common, type, branches: [{ id: 'first', name: '', criteria: EVERYTHING }] };
    case 'split':
      return {
        ...common,
        type,
        arms: [
          { id: 'a', name: 'A', share: 50 },
          { id: 'b', name: 'B', share: 50 },
        ],
      };
    case 'mail': {
      const sequence = kind === 'sequence';
      const from = { by: sequence ? ('enroller' as const) : ('owner' as const) };
      return { ...common, type, what: { subject: '', text: '' }, from, offerId: null, topics: [], review: sequence, onBlock: 'skip' };
    }
    case 'task': {
      const call = kind === 'sequence';
      const whom = { who: call ? ('enroller' as const) : ('owner' as const) };
      return { ...common, type, what: 'call', subject: '', body: '', for: whom, due: { n: 1, unit: 'day' }, waits: call };
    }
    case 'handoff':
      return { ...common, type, why: '' };
    case 'tag':
      return { ...common, type, add: [], remove: [] };
    case 'field':
      return { ...common, type, field: 'source', value: '' };
    case 'notify':
      return { ...common, type, to: { who: 'owner' }, text: '' };
    case 'webhook':
      return { ...common, type, hookId: '' };
    case 'tactic':
      return { ...common, type, tactic: 'article_series' };
    case 'end':
      return { ...common, type };
  }
}

/** An id that no node has: `mail-2`. */
export function freeId(graph: Graph, wish: string): string {
  const taken = new Set(graph.nodes.map(({ id }) => id));
  let n = 1;
  while (taken.has(`${wish}-${n}`)) n += 1;
  return `${wish}-${n}`;
}

/** Where a step is put: on a way, or before a step to which several ways lead. */
export type Place = Port | { before: string };

/** The graph with a node put somewhere. All of its own ways lead to what followed there; where nothing did they end. */
export function inserted(graph: Graph, at: Place, node: TrackNode): Graph {
  const next = 'before' in at ? at.before : targetOf(graph, at);
  const ports = portsOf(node);
  const end: TrackNode | null =
    next === undefined && ports.length > 0 ? { id: freeId(graph, 'end'), type: 'end', name: '', at: { x: 0, y: 0 } } : null;
  const goal = next ?? end?.id;
  const led =
    'before' in at
      ? graph.edges.map((edge) => (edge.to === at.before ? { ...edge, to: node.id } : edge))
      : [...graph.edges.filter((edge) => edge.from !== at.from || edge.port !== at.port), { ...at, to: node.id }];
  const edges = [...led, ...(goal === undefined ? [] : ports.map((port) => ({ from: node.id, port, to: goal })))];
  return tidied(graph, { nodes: [...graph.nodes, node, ...(end ? [end] : [])], edges });
}

/** Another beginning: a trigger leads to where the first one leads; after a goal the track may be over. */
export function begun(graph: Graph, node: TrackNode): Graph {
  const first = graph.nodes.find(({ type }) => type === 'trigger');
  const to = node.type === 'trigger' && first ? targetOf(graph, { from: first.id, port: 'next' }) : undefined;
  return { nodes: [...graph.nodes, node], edges: [...graph.edges, ...(to ? [{ from: node.id, port: 'next', to }] : [])] };
}

/** The graph without a node; who would have come to it goes on to what came after it, and what nobody reaches any more goes with it. */
export function removed(graph: Graph, id: string): Graph {
  const node = nodeOf(graph, id);
  if (!node) return graph;
  const [first] = portsOf(node);
  const next = first === undefined ? undefined : targetOf(graph, { from: id, port: first });
  const edges = graph.edges.flatMap((edge) => {
    if (edge.from === id) return [];
    if (edge.to !== id) return [edge];
    return next === undefined || next === id ? [] : [{ ...edge, to: next }];
  });
  const rest = { nodes: graph.nodes.filter((one) => one.id !== id), edges };
  return isEntrance(node) ? rest : withoutLost(graph, rest);
}

/** The graph with a node as it is now. Ways that are new lead to where the last of its ways led. */
export function changed(graph: Graph, node: TrackNode): Graph {
  const before = nodeOf(graph, node.id);
  if (!before) return graph;
  const ports = portsOf(node);
  const old = portsOf(before);
  const last = old.map((port) => targetOf(graph, { from: node.id, port })).findLast((to) => to !== undefined);
  const edges = [
    ...graph.edges.filter((edge) => edge.from !== node.id || ports.includes(edge.port)),
    ...ports.filter((port) => !old.includes(port)).flatMap((port) => (last === undefined ? [] : [{ from: node.id, port, to: last }])),
  ];
  return withoutLost(graph, { nodes: graph.nodes.map((one) => (one.id === node.id ? node : one)), edges });
}

/** A way led elsewhere: back into a loop, on to a place where ways meet. */
export function redirected(graph: Graph, at: Port, to: string): Graph {
  const edges = [...graph.edges.filter((edge) => edge.from !== at.from || edge.port !== at.port), { ...at, to }];
  return tidied(graph, { nodes: graph.nodes, edges });
}

/** Nodes where a way may lead. */
export const places = (graph: Graph, from: string): TrackNode[] => graph.nodes.filter((node) => !isEntrance(node) && node.id !== from);

/** Without the nodes that a change has cut off. */
function withoutLost(before: Graph, after: Graph): Graph {
  const [had, has] = [reached(before), reached(after)];
  return only(after, ({ id }) => has.has(id) || !had.has(id));
}

/** Without ends that a change has cut off; steps stay, and are shown as what nobody comes to. */
function tidied(before: Graph, after: Graph): Graph {
  const [had, has] = [reached(before), reached(after)];
  return only(after, ({ id, type }) => type !== 'end' || has.has(id) || !had.has(id));
}

function only(graph: Graph, keep: (node: TrackNode) => boolean): Graph {
  const nodes = graph.nodes.filter(keep);
  const ids = new Set(nodes.map(({ id }) => id));
  return { nodes, edges: graph.edges.filter(({ from, to }) => ids.has(from) && ids.has(to)) };
}

/** The steps of a graph that goes straight on, from its trigger to before its end; null where ways part, meet or turn back. */
export function chainOf(graph: Graph): TrackNode[] | null {
  const [start, ...more] = graph.nodes.filter(({ type }) => type === 'trigger');
  if (!start || more.length > 0) return null;
  const steps: TrackNode[] = [];
  const seen = new Set([start.id]);
  for (let id = targetOf(graph, { from: start.id, port: 'next' }); id !== undefined; id = targetOf(graph, { from: id, port: 'next' })) {
    const node = nodeOf(graph, id);
    if (!node || seen.has(id)) return null;
    if (node.type === 'end') return steps;
    if (portsOf(node).join() !== 'next') return null;
    seen.add(id);
    steps.push(node);
  }
  return steps;
}

/** A step of a straight graph moved up (-1) or down (1) by one; unchanged where that leads out of it. */
export function moved(graph: Graph, id: string, by: -1 | 1): Graph {
  const chain = chainOf(graph)?.map((node) => node.id);
  const start = graph.nodes.find(({ type }) => type === 'trigger');
  if (!chain || !start) return graph;
  const at = chain.indexOf(id);
  const other = chain[at + by];
  if (at < 0 || other === undefined) return graph;
  const last = chain.at(-1);
  const end = last && targetOf(graph, { from: last, port: 'next' });
  const order = chain.map((one) => (one === id ? other : one === other ? id : one));
  const stops = [start.id, ...order, ...(end ? [end] : [])];
  const within = new Set([start.id, ...chain]);
  const ways = stops.slice(1).map((to, index) => ({ from: stops[index] ?? start.id, port: 'next', to }));
  return { nodes: graph.nodes, edges: [...graph.edges.filter(({ from }) => !within.has(from)), ...ways] };
}
