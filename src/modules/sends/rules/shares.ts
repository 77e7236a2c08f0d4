/** The same proportions as parts of all: in hundredths of a percent, the last one takes what rounding leaves. */
export function wholeShares(shares: readonly number[]): number[] {
  const total = shares.reduce((sum, share) => sum + share, 0);
  if (total <= 0) return [...shares];
  const whole = shares.map((share) => Math.round((share * 10_000) / total) / 100);
  const rest = whole.slice(0, -1).reduce((sum, share) => sum + share, 0);
  return whole.map((share, place) => (place === whole.length - 1 ? Math.round((100 - rest) * 100) / 100 : share));
}
