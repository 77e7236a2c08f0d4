/** A stream of numbers in [0, 1) that is the same for the same seed: what was drawn can be shown and drawn again. */
export function seededRandom(seed: string): () => number {
  // FNV-1a makes a state of the text; mulberry32 walks on from it.
  let state = 2166136261;
  for (const char of seed) state = Math.imul(state ^ (char.codePointAt(0) ?? 0), 16777619);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

function drawNormal(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

/** Gamma with scale 1 (G. Marsaglia, W. W. Tsang, 2000); a shape below 1 by way of shape + 1. */
function drawGamma(shape: number, random: () => number): number {
  if (shape < 1) return drawGamma(shape + 1, random) * (1 - random()) ** (1 / shape);
  const d = shape - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const x = drawNormal(random);
    const v = (1 + c * x) ** 3;
    if (v > 0 && Math.log(1 - random()) < 0.5 * x * x + d - d * v + d * Math.log(v)) return d * v;
  }
}

/** One draw from Beta(a, b), a and b above 0. */
export function drawBeta(a: number, b: number, random: () => number): number {
  const one = drawGamma(a, random);
  const other = drawGamma(b, random);
  return one + other > 0 ? one / (one + other) : 0.5;
}
