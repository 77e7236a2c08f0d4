/** Chance that can be repeated: the same seed gives the same course. */
export interface Random {
  /** From 0 up to, not including, 1. */
  next(): number;
  between(low: number, high: number): number;
  /** A whole number from `low` to `high`, both included. */
  whole(low: number, high: number): number;
  chance(share: number): boolean;
  pick<T>(list: readonly T[]): T;
  /** By weights, which need not sum to 1. */
  weighted<T>(choices: readonly (readonly [T, number])[]): T;
  /** Standard normal. */
  normal(): number;
  /** Log-normal by its median and the standard deviation of its logarithm. */
  logNormal(median: number, sigma: number): number;
  shuffled<T>(list: readonly T[]): T[];
}

/** Four numbers from any text, by a multiply-and-rotate hash of its letters. */
function stateOf(seed: string): [number, number, number, number] {
  const state: [number, number, number, number] = [0x9e3779b9, 0x243f6a88, 0xb7e15162, 0x85ebca6b];
  for (let place = 0; place < seed.length; place++) {
    const lane = (place % 4) as 0 | 1 | 2 | 3;
    const mixed = Math.imul(state[lane] ^ seed.charCodeAt(place), 0x01000193);
    state[lane] = (mixed << 13) | (mixed >>> 19);
  }
  return state;
}

/** Small fast counter generator of 128 bits (sfc32). */
export function randomOf(seed: string): Random {
  let [a, b, c, counter] = stateOf(seed);
  const next = () => {
    const sum = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (c << 21) | (c >>> 11);
    c = (c + sum) | 0;
    return (sum >>> 0) / 4_294_967_296;
  };
  for (let warm = 0; warm < 20; warm++) next();
  return { next, ...drawsOf(next) };
}

function drawsOf(next: () => number): Omit<Random, 'next'> {
  const between = (low: number, high: number) => low + (high - low) * next();
  const whole = (low: number, high: number) => Math.floor(between(low, high + 1));
  /** Box and Muller's transform; 1 - next() is never 0. */
  const normal = () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());
  return {
    between,
    whole,
    normal,
    chance: (share) => next() < share,
    pick: <T>(list: readonly T[]) => list[Math.floor(next() * list.length)] as T,
    weighted: <T>(choices: readonly (readonly [T, number])[]) => {
      let place = next() * choices.reduce((sum, [, weight]) => sum + weight, 0);
      const hit = choices.find(([, weight]) => {
        place -= weight;
        return place < 0;
      });
      return (hit ?? choices[choices.length - 1])?.[0] as T;
    },
    logNormal: (median, sigma) => median * Math.exp(sigma * normal()),
    shuffled: <T>(list: readonly T[]) => {
      const copy = [...list];
      for (let place = copy.length - 1; place > 0; place--) {
        const other = Math.floor(next() * (place + 1));
        [copy[place], copy[other]] = [copy[other] as T, copy[place] as T];
      }
      return copy;
    },
  };
}

/** Time-ordered identifiers (RFC 9562, version 7) out of a repeatable course. */
export function idsOf(random: Random): (at: number) => string {
  const hex = (digits: number) =>
    Math.floor(random.next() * 16 ** digits)
      .toString(16)
      .padStart(digits, '0');
  return (at) => {
    const time = Math.max(0, Math.floor(at)).toString(16).padStart(12, '0');
    const variant = (8 + Math.floor(random.next() * 4)).toString(16);
    return `${time.slice(0, 8)}-${time.slice(8)}-7${hex(3)}-${variant}${hex(3)}-${hex(6)}${hex(6)}`;
  };
}
