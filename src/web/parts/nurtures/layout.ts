import { type Graph, isEntrance, portsOf } from '#modules/nurtures/schema.ts';

/** Pixels: a card with the room around it. */
export const CELL = { width: 288, height: 168 } as const;

export interface Layout {
  /** Left upper corners of the cells by node. */
  at: ReadonlyMap<string, { x: number; y: number }>;
  /** Where a way passes between two cards that are not neighbours, by `from port`. */
  via: ReadonlyMap<string, readonly { x: number; y: number }[]>;
}

/** A place in a layer: a card, or where a long way passes. */
interface Spot {
  id: string;
  layer: number;
  up: string[];
  down: string[];
}

/**
 * A graph in layers, from top to bottom: each step below all that lead to it, loops aside. Crossings are lessened by ordering each layer by the middle of its neighbours
 * (the barycentre of Sugiyama's method); places within a layer are the least squares fit to the neighbours' that keeps the order and the distance.
 * The same graph gives the same picture.
 */
export function layoutOf(graph: Graph): Layout {
  const ways = forward(graph);
  const layers = layersOf(graph, ways);
  const { spots, passes } = spotsOf(graph, ways, layers);
  const rows = ordered(spots);
  const x = placed(rows, spots);
  const pointOf = (id: string) => ({ x: x.get(id) ?? 0, y: (spots.get(id)?.layer ?? 0) * CELL.height });
  return {
    at: new Map(graph.nodes.map(({ id }) => [id, pointOf(id)])),
    via: new Map([...passes].map(([way, ids]) => [way, ids.map(pointOf)])),
  };
}

interface Way {
  from: string;
  port: string;
  to: string;
}

/** The ways without those that lead back to where they come from, in the order of the ports. */
function forward(graph: Graph): Way[] {
  const byNode = new Map(
    graph.nodes.map((node) => {
      const order = portsOf(node);
      const own = graph.edges.filter(({ from }) => from === node.id);
      return [node.id, own.sort((a, b) => order.indexOf(a.port) - order.indexOf(b.port))];
    }),
  );
  const state = new Map<string, 'open' | 'done'>();
  const kept: Way[] = [];
  const visit = (id: string) => {
    state.set(id, 'open');
    for (const way of byNode.get(id) ?? []) {
      if (!byNode.has(way.to) || state.get(way.to) === 'open') continue;
      kept.push(way);
      if (!state.has(way.to)) visit(way.to);
    }
    state.set(id, 'done');
  };
  const begin = [...graph.nodes.filter(isEntrance), ...graph.nodes];
  for (const { id } of begin) if (!state.has(id)) visit(id);
  return kept;
}

/** The longest way to each node decides its layer. */
function layersOf(graph: Graph, ways: readonly Way[]): Map<string, number> {
  const layers = new Map(graph.nodes.map(({ id }) => [id, 0]));
  // Without loops the longest way has fewer turns than there are nodes.
  for (let turn = 0, moved = true; moved && turn <= graph.nodes.length; turn++) {
    moved = false;
    for (const { from, to } of ways) {
      const below = (layers.get(from) ?? 0) + 1;
      if ((layers.get(to) ?? 0) >= below) continue;
      layers.set(to, below);
      moved = true;
    }
  }
  return layers;
}

function spotsOf(graph: Graph, ways: readonly Way[], layers: ReadonlyMap<string, number>) {
  const spots = new Map<string, Spot>();
  const passes = new Map<string, string[]>();
  for (const { id } of graph.nodes) spots.set(id, { id, layer: layers.get(id) ?? 0, up: [], down: [] });
  const join = (above: string, below: string) => {
    spots.get(above)?.down.push(below);
    spots.get(below)?.up.push(above);
  };
  for (const { from, port, to } of ways) {
    const [first, last] = [layers.get(from) ?? 0, layers.get(to) ?? 0];
    const between = Array.from({ length: Math.max(0, last - first - 1) }, (_, index) => `${from} ${port} ${index}`);
    between.forEach((id, index) => {
      spots.set(id, { id, layer: first + 1 + index, up: [], down: [] });
    });
    if (between.length > 0) passes.set(`${from} ${port}`, between);
    [from, ...between].forEach((id, index) => {
      join(id, between[index] ?? to);
    });
  }
  return { spots, passes };
}

const SWEEPS = 6;

function ordered(spots: ReadonlyMap<string, Spot>): string[][] {
  const depth = Math.max(0, ...[...spots.values()].map(({ layer }) => layer + 1));
  const rows: string[][] = Array.from({ length: depth }, () => []);
  // The first order is that of the ports: depth first.
  const seen = new Set<string>();
  const visit = (id: string) => {
    const spot = spots.get(id);
    if (!spot || seen.has(id)) return;
    seen.add(id);
    rows[spot.layer]?.push(id);
    for (const below of spot.down) visit(below);
  };
  for (const { id, up } of spots.values()) if (up.length === 0) visit(id);
  for (const id of spots.keys()) visit(id);
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    const place = new Map(rows.flatMap((row) => row.map((id, index) => [id, index] as const)));
    const side = sweep % 2 === 0 ? 'up' : 'down';
    for (const row of side === 'up' ? rows : [...rows].reverse()) {
      const middle = new Map(row.map((id, index) => [id, mean(spots.get(id)?.[side] ?? [], place) ?? index]));
      row.sort((a, b) => (middle.get(a) ?? 0) - (middle.get(b) ?? 0));
      row.forEach((id, index) => {
        place.set(id, index);
      });
    }
  }
  return rows;
}

function mean(ids: readonly string[], values: ReadonlyMap<string, number>): number | undefined {
  return ids.length === 0 ? undefined : ids.reduce((sum, id) => sum + (values.get(id) ?? 0), 0) / ids.length;
}

function placed(rows: readonly string[][], spots: ReadonlyMap<string, Spot>): Map<string, number> {
  const x = new Map(rows.flatMap((row) => row.map((id, index) => [id, index * CELL.width] as const)));
  const settle = (row: readonly string[], sides: readonly ('up' | 'down')[]) => {
    const wishes = row.map((id) => {
      const spot = spots.get(id);
      return (
        mean(
          sides.flatMap((side) => spot?.[side] ?? []),
          x,
        ) ??
        x.get(id) ??
        0
      );
    });
    spread(wishes, CELL.width).forEach((value, index) => {
      x.set(row[index] ?? '', value);
    });
  };
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    for (const row of rows) settle(row, ['up']);
    for (const row of [...rows].reverse()) settle(row, ['down']);
  }
  for (const row of rows) settle(row, ['up', 'down']);
  const left = Math.min(0, ...x.values());
  return new Map([...x].map(([id, value]) => [id, Math.round(value - left)]));
}

/** Values nearest to the wishes (least squares) that keep their order and at least the gap: pool adjacent violators. */
export function spread(wishes: readonly number[], gap: number): number[] {
  const pools: { sum: number; n: number }[] = [];
  const level = ({ sum, n }: { sum: number; n: number }) => sum / n;
  wishes.forEach((wish, index) => {
    let pool = { sum: wish - index * gap, n: 1 };
    for (let last = pools.at(-1); last && level(last) > level(pool); last = pools.at(-1)) {
      pool = { sum: last.sum + pool.sum, n: last.n + pool.n };
      pools.pop();
    }
    pools.push(pool);
  });
  return pools.flatMap((pool) => Array.from({ length: pool.n }, () => level(pool))).map((value, index) => value + index * gap);
}
