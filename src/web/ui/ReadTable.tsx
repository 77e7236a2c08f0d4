import type { ComponentProps } from 'react';
import classes from './ReadTable.module.css';

/** A table that is read, not worked: lines between rows, a quiet head, and numbers (`data-number`) at the end of their column. */
export function ReadTable({ className = '', ...table }: ComponentProps<'table'>) {
  return <table className={`${classes.table} ${className}`} {...table} />;
}
