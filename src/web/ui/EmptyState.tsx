import type { ReactNode } from 'react';
import classes from './EmptyState.module.css';

export interface EmptyStateProps {
  /** One sentence: what this is for. */
  title: string;
  body?: ReactNode;
  /** A picture of it filled: a small still of the real thing, hidden from screen readers. */
  picture?: ReactNode;
  /** The action that fills it, and "load the sample". */
  actions?: ReactNode;
}

export function EmptyState({ title, body, picture, actions }: EmptyStateProps) {
  return (
    <div className={classes.empty}>
      {picture && (
        <div aria-hidden inert className={classes.picture}>
          {picture}
        </div>
      )}
      <p className={classes.title}>{title}</p>
      {body && <div className={classes.body}>{body}</div>}
      {actions && <div className={classes.actions}>{actions}</div>}
    </div>
  );
}
