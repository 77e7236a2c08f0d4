import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Graph, isEntrance, NODE_TYPES, portsOf } from '#modules/nurtures/schema.ts';
import { begun, chainOf, changed, inserted, moved, newNode, nodeOf, reached, redirected, removed, targetOf } from './graph.ts';
import { CELL, layoutOf, spread } from './layout.ts';
import { outlineOf, type Run } from './outline.ts';

const at = { x: 0, y: 0 };
const START: Graph = { nodes: [{ id: 'start', type: 'trigger', name: '', at, on: { event: 'by_hand' } }], edges: [] };
const next = (from: string) => ({ from, port: 'next' });

/** Start, mail, branch with a task on its first way, mail for both, end. */
function diamond(): Graph {
  let graph = inserted(START, next('start'), newNode(START, 'mail', 'nurture'));
  graph = inserted(graph, next('mail-1'), newNode(graph, 'mail', 'nurture'));
  graph = inserted(graph, next('mail-1'), newNode(graph, 'branch', 'nurture'));
  return inserted(graph, { from: 'branch-1', port: 'first' }, newNode(graph, 'task', 'nurture'));
}

/** Any graph that can be built by adding and taking away. */
const built = fc
  .array(fc.record({ type: fc.constantFrom(...NODE_TYPES), at: fc.nat(), remove: fc.boolean() }), { maxLength: 25 })
  .map((changes) =>
    changes.reduce<Graph>((graph, { type, at: pick, remove }) => {
      const kept = graph.nodes.filter(({ id }) => id !== 'start');
      const one = kept[pick % Math.max(1, kept.length)];
      if (remove && one) return removed(graph, one.id);
      const node = newNode(graph, type, 'nurture');
      if (isEntrance(node)) return begun(graph, node);
      const ways = graph.nodes.flatMap((from) => portsOf(from).map((port) => ({ from: from.id, port })));
      const way = ways[pick % ways.length];
      return way ? inserted(graph, way, node) : graph;
    }, START),
  );

describe('changing a graph', () => {
  it('puts a step on a way, and an end where nothing followed', () => {
    const graph = inserted(START, next('start'), newNode(START, 'mail', 'nurture'));
    expect(graph.edges).toEqual([
      { from: 'start', port: 'next', to: 'mail-1' },
      { from: 'mail-1', port: 'next', to: 'end-1' },
    ]);
  });

  it('leads each way of a branch to what followed, so that nobody is lost', () => {
    const graph = diamond();
    expect(targetOf(graph, { from: 'branch-1', port: 'else' })).toBe('mail-2');
    expect(targetOf(graph, next('task-1'))).toBe('mail-2');
  });

  it('puts a step before one to which several ways lead', () => {
    const graph = inserted(diamond(), { before: 'mail-2' }, newNode(diamond(), 'wait', 'nurture'));
    expect(targetOf(graph, next('task-1'))).toBe('wait-1');
    expect(targetOf(graph, { from: 'branch-1', port: 'else' })).toBe('wait-1');
    expect(targetOf(graph, next('wait-1'))).toBe('mail-2');
  });

  it('takes away a branch with what only its other ways led to', () => {
    let graph = diamond();
    graph = inserted(graph, { from: 'branch-1', port: 'else' }, newNode(graph, 'tag', 'nurture'));
    graph = removed(graph, 'branch-1');
    expect(graph.nodes.map(({ id }) => id).sort()).toEqual(['end-1', 'mail-1', 'mail-2', 'start', 'task-1']);
    expect(targetOf(graph, next('mail-1'))).toBe('task-1');
  });

  it('gives a wait for criteria two ways, and one again where it is a wait for time', () => {
    const first = inserted(START, next('start'), newNode(START, 'wait', 'nurture'));
    const node = nodeOf(first, 'wait-1');
    if (node?.type !== 'wait') throw new Error('no wait');
    const limit = { n: 5, unit: 'day' as const };
    const two = changed(first, { ...node, until: { by: 'criteria', criteria: { match: 'all', of: [] }, limit } });
    expect(two.edges.filter(({ from }) => from === 'wait-1').map(({ port, to }) => [port, to])).toEqual([
      ['met', 'end-1'],
      ['late', 'end-1'],
    ]);
    expect(targetOf(changed(two, node), next('wait-1'))).toBe('end-1');
  });

  it('orders the steps of a sequence', () => {
    let graph = inserted(START, next('start'), newNode(START, 'mail', 'sequence'));
    graph = inserted(graph, next('mail-1'), newNode(graph, 'wait', 'sequence'));
    graph = inserted(graph, next('wait-1'), newNode(graph, 'task', 'sequence'));
    const order = (one: Graph) => chainOf(one)?.map(({ id }) => id);
    expect(order(moved(graph, 'task-1', -1))).toEqual(['mail-1', 'task-1', 'wait-1']);
    expect(order(moved(graph, 'task-1', 1))).toEqual(['mail-1', 'wait-1', 'task-1']);
    expect(chainOf(diamond())).toBeNull();
  });

  it('keeps each way whole whatever is added and taken away', () => {
    fc.assert(
      fc.property(built, (graph) => {
        const ids = new Set(graph.nodes.map(({ id }) => id));
        expect(ids.size).toBe(graph.nodes.length);
        for (const { from, port, to } of graph.edges) {
          const node = nodeOf(graph, from);
          expect(node && portsOf(node)).toContain(port);
          expect(ids.has(to)).toBe(true);
          expect(isEntrance(nodeOf(graph, to) ?? graph.nodes[0] ?? { type: 'end', id: '', name: '', at })).toBe(false);
        }
        const ways = graph.edges.map(({ from, port }) => `${from} ${port}`);
        expect(new Set(ways).size).toBe(ways.length);
      }),
    );
  });
});

describe('the picture of a graph', () => {
  it('stands in layers without a card over another, each below what leads to it', () => {
    fc.assert(
      fc.property(built, (graph) => {
        const { at: places } = layoutOf(graph);
        expect(places.size).toBe(graph.nodes.length);
        const all = [...places.values()];
        for (const [index, one] of all.entries())
          for (const other of all.slice(index + 1)) expect(one.y !== other.y || Math.abs(one.x - other.x) >= CELL.width - 1).toBe(true);
        // Built by adding alone it has no loop.
        for (const { from, to } of graph.edges)
          expect((places.get(to)?.y ?? 0) - (places.get(from)?.y ?? 0)).toBeGreaterThanOrEqual(CELL.height);
      }),
    );
  });

  it('leads a loop back without turning the picture round', () => {
    const graph = redirected(diamond(), next('mail-2'), 'mail-1');
    const { at: places } = layoutOf(graph);
    expect(places.get('mail-1')?.y).toBeLessThan(places.get('mail-2')?.y ?? 0);
  });

  it('lets a long way pass beside the cards', () => {
    const { via, at: places } = layoutOf(diamond());
    const [pass] = via.get('branch-1 else') ?? [];
    expect(Math.abs((pass?.x ?? 0) - (places.get('task-1')?.x ?? 0))).toBeGreaterThanOrEqual(CELL.width);
  });

  it('spreads values as near to their wishes as their distance allows', () => {
    expect(spread([0, 0], 10)).toEqual([-5, 5]);
    expect(spread([0, 100], 10)).toEqual([0, 100]);
    expect(spread([9, 0, 0], 9)).toEqual([-6, 3, 12]);
  });
});

describe('the outline of a graph', () => {
  const idsOf = (run: Run): unknown[] =>
    run.steps.map(({ node, ways }) => (ways.length ? [node.id, ...ways.map((way) => idsOf(way.run))] : node.id));

  it('shows what follows a branch once, after it', () => {
    expect(outlineOf(diamond()).map(idsOf)).toEqual([['start', 'mail-1', ['branch-1', ['task-1'], []], 'mail-2', 'end-1']]);
  });

  it('shows every node exactly once', () => {
    fc.assert(
      fc.property(built, (graph) => {
        const flat = (run: Run): string[] => run.steps.flatMap(({ node, ways }) => [node.id, ...ways.flatMap((way) => flat(way.run))]);
        const shown = outlineOf(graph).flatMap(flat);
        expect([...shown].sort()).toEqual(graph.nodes.map(({ id }) => id).sort());
      }),
    );
  });

  it('names where a loop goes on', () => {
    const graph = redirected(diamond(), next('mail-2'), 'mail-1');
    const [run] = outlineOf(graph);
    expect(run?.goesTo).toBe('mail-1');
    expect(reached(graph).has('end-1')).toBe(false);
  });
});
