import classes from './handoffs.module.css';

/** Fit by engagement: `A1`. */
export function ScoreLabel({ label }: { label: string | null }) {
  return label === null ? null : <span className={classes.label}>{label}</span>;
}
