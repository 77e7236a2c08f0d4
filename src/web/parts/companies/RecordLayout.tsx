import { useMediaQuery } from '@mantine/hooks';
import type { ReactNode } from 'react';
import classes from './record.module.css';

export interface RecordLayoutProps {
  facts: ReactNode;
  factsLabel: string;
  /** What happened: the middle. */
  children: ReactNode;
  beside: ReactNode;
  besideLabel: string;
}

/** A record on one screen: facts, what happened, what stands beside it. On a phone the outer two fold. */
export function RecordLayout({ facts, factsLabel, children, beside, besideLabel }: RecordLayoutProps) {
  const phone = useMediaQuery('(max-width: 48em)', false, { getInitialValueInEffect: false }) ?? false;
  return (
    <div className={classes.layout}>
      <Fold label={factsLabel} folds={phone}>
        {facts}
      </Fold>
      <div className={classes.middle}>{children}</div>
      <Fold label={besideLabel} folds={phone}>
        {beside}
      </Fold>
    </div>
  );
}

function Fold({ label, folds, children }: { label: string; folds: boolean; children: ReactNode }) {
  if (!folds)
    return (
      <aside aria-label={label} className={classes.outer}>
        {children}
      </aside>
    );
  return (
    <details className={classes.fold}>
      <summary>{label}</summary>
      <div className={classes.outer}>{children}</div>
    </details>
  );
}

/** One group beside a record, with how many there are. */
export function Panel({ title, count, children }: { title: string; count?: string | undefined; children: ReactNode }) {
  return (
    <section className={classes.panel}>
      <h2 className={classes.heading}>
        {title}
        {count && <span className={classes.count}>{count}</span>}
      </h2>
      {children}
    </section>
  );
}
