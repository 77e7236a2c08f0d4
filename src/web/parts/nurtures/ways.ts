interface Point {
  x: number;
  y: number;
}

const SIDE = 150;

/** A line from one card to another through the places between them, with where its words stand: near its beginning, below the parting. */
export function pathThrough(
  from: Point,
  to: Point,
  { via, back }: { via: readonly Point[]; back: boolean },
): { path: string; label: Point } {
  if (back) return backwards(from, to);
  const stops = [from, ...via, to];
  const first = stops[1] ?? to;
  let path = `M ${from.x},${from.y}`;
  for (const [index, stop] of stops.slice(1).entries()) {
    const before = stops[index] ?? from;
    const half = (before.y + stop.y) / 2;
    path += ` C ${before.x},${half} ${stop.x},${half} ${stop.x},${stop.y}`;
  }
  // Words on ways that part stand where the ways are apart already.
  return { path, label: { x: from.x + (first.x - from.x) * 0.72, y: from.y + (first.y - from.y) * (via.length > 0 ? 0.5 : 0.62) } };
}

/** A loop goes back up beside the cards. */
function backwards(from: Point, to: Point): { path: string; label: Point } {
  const x = Math.max(from.x, to.x) + SIDE;
  const path = `M ${from.x},${from.y} C ${from.x},${from.y + 40} ${x},${from.y + 40} ${x},${from.y - 20} L ${x},${to.y + 20} C ${x},${to.y - 40} ${to.x},${to.y - 40} ${to.x},${to.y}`;
  return { path, label: { x, y: (from.y + to.y) / 2 } };
}
