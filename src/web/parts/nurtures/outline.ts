import { type Graph, portsOf, type TrackNode } from '#modules/nurtures/schema.ts';
import { nodeOf, type Port, reached, targetOf } from './graph.ts';

/** Steps one below the other. */
export interface Run {
  steps: Step[];
  /** Where the run goes on after its last step: at a step that stands elsewhere in the outline; null where nothing follows. */
  goesTo: string | null;
  /** The way that comes out of its last step; null after an end, and where ways part. */
  open: Port | null;
}

export interface Step {
  node: TrackNode;
  /** The way that leads to it; null for what begins by itself, and where ways meet. */
  via: Port | null;
  /** Where ways part: one run each. */
  ways: { port: string; run: Run }[];
}

/** A graph as runs of steps: one for each trigger and goal, then what nobody comes to. Where ways meet again, what follows stands once, after them. */
export function outlineOf(graph: Graph): Run[] {
  const shown = new Set<string>();
  const triggers = graph.nodes.filter(({ type }) => type === 'trigger');
  const goals = graph.nodes.filter(({ type }) => type === 'goal');
  const runs = [...triggers, ...goals].map((node) => runFrom({ graph, shown, until: null }, { id: node.id, via: null }));
  const lost = graph.nodes.filter(({ id }) => !shown.has(id) && !graph.edges.some(({ to }) => to === id));
  const more = lost.map(({ id }) => runFrom({ graph, shown, until: null }, { id, via: null }));
  const rest = graph.nodes.filter(({ id }) => !shown.has(id));
  return [
    ...runs,
    ...more,
    ...rest.flatMap(({ id }) => (shown.has(id) ? [] : [runFrom({ graph, shown, until: null }, { id, via: null })])),
  ];
}

interface Walk {
  graph: Graph;
  /** What stands in the outline already. */
  shown: Set<string>;
  /** Where the ways around this run meet: it stops there. */
  until: string | null;
}

function runFrom({ graph, shown, until }: Walk, begin: { id: string | undefined; via: Port | null }): Run {
  const steps: Step[] = [];
  let { id, via } = begin;
  while (id !== undefined) {
    const node = nodeOf(graph, id);
    if (!node || id === until || shown.has(id)) return { steps, goesTo: id, open: via };
    shown.add(id);
    const ports = portsOf(node);
    const [first] = ports;
    if (first === undefined) return { steps: [...steps, { node, via, ways: [] }], goesTo: null, open: null };
    if (ports.length === 1) {
      steps.push({ node, via, ways: [] });
      via = { from: node.id, port: first };
      id = targetOf(graph, via);
      continue;
    }
    const meeting = meetingOf(graph, node, shown);
    const ways = ports.map((port) => {
      const way = { from: node.id, port };
      return { port, run: runFrom({ graph, shown, until: meeting ?? until }, { id: targetOf(graph, way), via: way }) };
    });
    steps.push({ node, via, ways });
    if (meeting === null || meeting === until || shown.has(meeting)) return { steps, goesTo: null, open: null };
    // Several ways lead to it: there is no one way to put a step on.
    via = null;
    id = meeting;
  }
  return { steps, goesTo: null, open: via };
}

/** The first place that all ways of a node come to; null where there is none. */
function meetingOf(graph: Graph, node: TrackNode, shown: ReadonlySet<string>): string | null {
  const targets = portsOf(node).map((port) => targetOf(graph, { from: node.id, port }));
  const [first, ...others] = targets.map((to) => (to === undefined ? new Set<string>() : reached(graph, to, shown)));
  if (!first) return null;
  const common = [...first].filter((id) => others.every((other) => other.has(id)) && !shown.has(id));
  // The first of them is the one from which all others can be come to.
  return common.find((id) => common.every((other) => reached(graph, id, shown).has(other))) ?? null;
}
