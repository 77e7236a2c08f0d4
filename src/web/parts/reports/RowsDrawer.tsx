import { Button, Drawer } from '@mantine/core';
import type { ReactNode } from 'react';
import type { Endpoint, InputOf, OutputOf } from '#platform/shared/contract.ts';
import { type Topic, useReadPages } from '../../data.ts';
import { useTexts } from '../../texts/texts.ts';
import { Go } from '../../ui/Go.tsx';
import { ProblemNotice } from '../../ui/ProblemNotice.tsx';
import classes from './reports.module.css';

type RowOf<E extends Endpoint> = OutputOf<E> extends { items: readonly (infer R)[] } ? R : never;

export interface RowLine {
  id: string;
  /** Null where the caller may not open the record. */
  name: string | null;
  to?: string | undefined;
  /** Beside the name: an amount, a day. */
  end?: ReactNode;
  /** Below the name: what else is known of it. */
  below?: ReactNode;
}

interface Props<E extends Endpoint> {
  /** Null: nothing is open. */
  opened: { title: string; input: InputOf<E> } | null;
  /** Of a list that is read page by page. */
  endpoint: E;
  topics: readonly Topic[];
  line: (row: RowOf<E>) => RowLine;
  onClose: () => void;
}

/** The rows behind a figure, at the side of the screen it stands on. */
export function RowsDrawer<E extends Endpoint>({ opened, endpoint, topics, line, onClose }: Props<E>) {
  const { ui } = useTexts();
  return (
    <Drawer
      opened={opened !== null}
      onClose={onClose}
      title={opened?.title}
      position="right"
      size={520}
      closeButtonProps={{ 'aria-label': ui.common.close }}
    >
      {opened && <Listed endpoint={endpoint} opened={opened} topics={topics} line={line} />}
    </Drawer>
  );
}

function Listed<E extends Endpoint>({
  opened,
  endpoint,
  topics,
  line,
}: Omit<Props<E>, 'opened' | 'onClose'> & { opened: NonNullable<Props<E>['opened']> }) {
  const { goals: texts } = useTexts();
  const list = useReadPages(endpoint, opened.input, { topics, keep: false });
  const pages = (list.data?.pages ?? []) as unknown as { items: RowOf<E>[] }[];
  const rows = pages.flatMap((page) => page.items).map(line);
  return (
    <>
      {list.error && <ProblemNotice problem={list.error} onRetry={() => void list.refetch()} />}
      {list.data && rows.length === 0 && <p>{texts.rowsEmpty}</p>}
      <ul className={classes.rows} aria-label={opened.title}>
        {rows.map(({ id, name, to, end, below }) => (
          <li key={id} className={classes.row}>
            <span>
              {name !== null && to ? <Go to={to}>{name}</Go> : (name ?? texts.rowsHidden)}
              {below && <span className={classes.below}>{below}</span>}
            </span>
            {end && <span className={classes.end}>{end}</span>}
          </li>
        ))}
      </ul>
      {list.hasNextPage && (
        <Button variant="default" mt="sm" onClick={() => void list.fetchNextPage()} loading={list.isFetchingNextPage}>
          {texts.rowsMore}
        </Button>
      )}
    </>
  );
}
