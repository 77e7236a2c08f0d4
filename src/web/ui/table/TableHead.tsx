import { Checkbox } from '@mantine/core';
import { IconArrowDown, IconArrowUp } from '@tabler/icons-react';
import { type PointerEvent, useRef } from 'react';
import { useTexts } from '../../texts/texts.ts';
import { type Column, nextSort, type Sort, type TableLayout, widthOf } from './columns.ts';
import classes from './table.module.css';

export interface TableHeadProps<Row> {
  table: TableLayout<Row>;
  sort: Sort | undefined;
  onSort: ((sort: Sort | undefined) => void) | undefined;
  /** Absent where rows cannot be chosen. */
  pick?: { state: 'none' | 'some' | 'all'; onChange: (selected: boolean) => void } | undefined;
}

export function TableHead<Row>({ table, sort, onSort, pick }: TableHeadProps<Row>) {
  const { table: texts } = useTexts().ui;
  return (
    <thead className={classes.head}>
      <tr aria-rowindex={1}>
        {pick && (
          <th scope="col" className={classes.pick}>
            <Checkbox
              size="xs"
              aria-label={texts.selectShown}
              checked={pick.state === 'all'}
              indeterminate={pick.state === 'some'}
              onChange={(event) => pick.onChange(event.currentTarget.checked)}
            />
          </th>
        )}
        {table.shown.map((column) => (
          <th
            key={column.id}
            scope="col"
            className={classes.headCell}
            data-align={column.align}
            aria-sort={sort?.by === column.id ? (sort.direction === 'asc' ? 'ascending' : 'descending') : undefined}
          >
            {column.sort && onSort ? (
              <button
                type="button"
                className={classes.sort}
                title={texts.sortBy(column.title)}
                onClick={() => onSort(nextSort(sort, column.id))}
              >
                <span className={classes.clip}>{column.title}</span>
                {sort?.by === column.id && (sort.direction === 'asc' ? <IconArrowUp size={14} /> : <IconArrowDown size={14} />)}
              </button>
            ) : (
              <span className={classes.clip}>{column.title}</span>
            )}
            <Resizer column={column} table={table} />
          </th>
        ))}
        <th aria-hidden className={classes.rest} />
      </tr>
    </thead>
  );
}

/** Drags the width of a column. For the pointer alone: the table's menu does the same by buttons. */
function Resizer<Row>({ column, table }: { column: Column<Row>; table: TableLayout<Row> }) {
  const from = useRef<{ x: number; width: number } | null>(null);
  const width = widthOf(column, table.layout);
  const onPointerDown = (event: PointerEvent) => {
    event.currentTarget.setPointerCapture(event.pointerId);
    from.current = { x: event.clientX, width };
  };
  const onPointerMove = (event: PointerEvent) => {
    if (from.current) table.setWidth(column.id, from.current.width + event.clientX - from.current.x);
  };
  const onPointerUp = () => {
    from.current = null;
  };
  return (
    <span aria-hidden className={classes.resizer} onPointerDown={onPointerDown} onPointerMove={onPointerMove} onPointerUp={onPointerUp} />
  );
}
