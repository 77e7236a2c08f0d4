import { type ReactNode, useId } from 'react';
import { SaveCsv } from './SaveCsv.tsx';
import { Scroll } from './Scroll.tsx';
import classes from './Waterfall.module.css';

export interface Step {
  id: string;
  label: string;
  /** A total stands on the ground; a change begins where the one before it ended. */
  kind: 'total' | 'change';
  value: number;
  /** The number as it is to be read. */
  text: string;
}

const [HEIGHT, TOP, BOTTOM, WIDE] = [220, 22, 44, 92];

/** From one total to another by what changed: up is filled, down is hatched, so that it reads in grey. The same as a table, and as a file. */
export function Waterfall({
  title,
  columns,
  steps,
  beside,
}: {
  title: string;
  columns: readonly [string, string];
  steps: readonly Step[];
  beside?: ReactNode;
}) {
  const pattern = useId();
  const spans = spansOf(steps);
  const most = Math.max(1e-9, ...spans.flatMap(({ from, to }) => [from, to]));
  const least = Math.min(0, ...spans.flatMap(({ from, to }) => [from, to]));
  const y = (value: number) => TOP + ((most - value) / (most - least)) * (HEIGHT - TOP - BOTTOM);
  const width = steps.length * WIDE;
  return (
    <figure className={classes.figure}>
      <figcaption className={classes.caption}>{title}</figcaption>
      <Scroll label={title}>
        <svg
          viewBox={`0 0 ${width} ${HEIGHT}`}
          width={width}
          height={HEIGHT}
          role="img"
          aria-label={`${title}: ${steps.map(({ label, text }) => `${label} ${text}`).join(', ')}`}
        >
          <defs>
            <pattern id={pattern} width={6} height={6} patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
              <rect width={6} height={6} fill="var(--late-soft)" />
              <line x1={0} y1={0} x2={0} y2={6} stroke="var(--late)" strokeWidth={3} />
            </pattern>
          </defs>
          <line x1={0} x2={width} y1={y(0)} y2={y(0)} stroke="var(--line-strong)" />
          {spans.map(({ step, from, to }, n) => {
            const fill = step.kind === 'total' ? 'var(--line-strong)' : to >= from ? 'var(--good)' : `url(#${pattern})`;
            const x = n * WIDE;
            return (
              <g key={step.id}>
                {n > 0 && (
                  <line
                    x1={x - 14}
                    x2={x + 14}
                    y1={y(step.kind === 'total' ? to : from)}
                    y2={y(step.kind === 'total' ? to : from)}
                    stroke="var(--line-strong)"
                    strokeDasharray="3 3"
                  />
                )}
                <rect
                  x={x + 14}
                  width={WIDE - 28}
                  y={Math.min(y(from), y(to))}
                  height={Math.max(1.5, Math.abs(y(from) - y(to)))}
                  fill={fill}
                />
                <text x={x + WIDE / 2} y={Math.min(y(from), y(to)) - 6} textAnchor="middle" className={classes.value}>
                  {step.text}
                </text>
                <text x={x + WIDE / 2} y={HEIGHT - 26} textAnchor="middle" className={classes.label}>
                  {step.label}
                </text>
              </g>
            );
          })}
        </svg>
      </Scroll>
      <div className={classes.below}>
        <SaveCsv title={title} rows={[columns, ...steps.map(({ label, value }) => [label, value])]} />
        {beside}
      </div>
    </figure>
  );
}

function spansOf(steps: readonly Step[]): { step: Step; from: number; to: number }[] {
  let at = 0;
  return steps.map((step) => {
    const from = step.kind === 'total' ? 0 : at;
    at = step.kind === 'total' ? step.value : at + step.value;
    return { step, from, to: at };
  });
}
