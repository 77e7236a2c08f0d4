import type { ReactNode } from 'react';
import classes from './Scroll.module.css';

export interface ScrollProps {
  /** What is in it, for who hears it instead of seeing it. */
  label: string;
  className?: string | undefined;
  children: ReactNode;
}

/** A place for what may be wider than the screen: it scrolls in itself, and can be reached and scrolled by keyboard. */
export function Scroll({ label, className = '', children }: ScrollProps) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a group of nothing to fill in; a region would be a second landmark of the section's name
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <div className={`${classes.scroll} ${className}`} role="group" aria-label={label} tabIndex={0}>
      {children}
    </div>
  );
}
