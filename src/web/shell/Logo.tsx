/** Two short bars, one of each side, level. */
export function Logo({ size = 20 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 20 20" aria-hidden>
      <rect x={1} y={3.5} width={18} height={5} rx={1.5} fill="var(--marketing)" />
      <rect x={1} y={11.5} width={18} height={5} rx={1.5} fill="var(--sales)" />
    </svg>
  );
}
