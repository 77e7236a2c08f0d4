import { useFormat } from '../format.ts';
import { useTexts } from '../texts/texts.ts';

export interface SparklineProps {
  label: string;
  values: readonly number[];
  side?: 'marketing' | 'sales';
  width?: number;
  height?: number;
}

/** The course of a few values, the last one marked; read out as numbers. */
export function Sparkline({ label, values, side, width = 80, height = 20 }: SparklineProps) {
  const { chart } = useTexts().ui;
  const format = useFormat();
  const low = Math.min(...values);
  const span = Math.max(...values) - low || 1;
  const points = values.map((value, index) => {
    const x = values.length === 1 ? width / 2 : 3 + (index * (width - 6)) / (values.length - 1);
    return [x, height - 3 - ((value - low) / span) * (height - 6)] as const;
  });
  const last = points[points.length - 1];
  const colour = side ? `var(--${side})` : 'var(--text-quiet)';
  return (
    <svg width={width} height={height} role="img" aria-label={chart.trend(label, values.map(format.number).join(', '))}>
      <polyline
        points={points.map(([x, y]) => `${x.toFixed(1)},${y.toFixed(1)}`).join(' ')}
        fill="none"
        stroke={colour}
        strokeWidth={1.5}
      />
      {last && <circle cx={last[0]} cy={last[1]} r={2.5} fill={colour} />}
    </svg>
  );
}
