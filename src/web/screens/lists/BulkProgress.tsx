import { Button, Drawer, Progress } from '@mantine/core';
import { useEffect } from 'react';
import { getBulkChange, listBulkChanges, undoBulkChange } from '#modules/lists/contract/bulk.ts';
import type { BulkChange } from '#modules/lists/schema.ts';
import { useRead, useWrite } from '../../data.ts';
import { useFormat } from '../../format.ts';
import { useTexts } from '../../texts/texts.ts';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { ProblemNotice } from '../../ui/ProblemNotice.tsx';
import { useToast } from '../../ui/toast.tsx';
import { resultOf } from './bulk-result.ts';
import classes from './lists.module.css';

const isMoving = (change: BulkChange) => change.state === 'running' || change.state === 'undoing';

/** How far a change in the background has come; says when it is finished. */
export function BulkProgress({ id, onFinished }: { id: string; onFinished: (change: BulkChange) => void }) {
  const { lists } = useTexts();
  const format = useFormat();
  const { data } = useRead(getBulkChange, { id }, { topics: [`bulk_change:${id}`] });
  const finished = data && !isMoving(data) ? data : undefined;
  // biome-ignore lint/correctness/useExhaustiveDependencies: told once, when it is finished
  useEffect(() => {
    if (finished) onFinished(finished);
  }, [finished?.id, finished?.state]);
  if (!data || finished) return null;
  const done = data.state === 'undoing' ? data.undone + data.kept : data.changed + data.skipped;
  const total = data.state === 'undoing' ? data.changed + data.undone + data.kept : data.total;
  const words = data.state === 'undoing' ? lists.bulk.undoing : lists.bulk.running;
  return (
    <div className={classes.progress} role="status">
      <span>{words(format.number(done), format.number(total))}</span>
      <Progress
        value={total > 0 ? (100 * done) / total : 0}
        className={classes.bar}
        aria-label={words(format.number(done), format.number(total))}
      />
    </div>
  );
}

/** The changes of many records that can still be taken back. */
export function RecentChanges({
  opened,
  onClose,
  onUndone,
}: {
  opened: boolean;
  onClose: () => void;
  onUndone: (change: BulkChange) => void;
}) {
  const { lists, ui } = useTexts();
  const texts = lists.bulk;
  const format = useFormat();
  const toast = useToast();
  const { data, error, refetch } = useRead(listBulkChanges, {}, { topics: ['bulk_change'], when: opened });
  const undo = useWrite(undoBulkChange, { invalidates: ({ entity }) => [entity, 'bulk_change'] });
  return (
    <Drawer
      opened={opened}
      onClose={onClose}
      title={texts.recentTitle}
      position="right"
      size="md"
      closeButtonProps={{ 'aria-label': ui.common.close }}
    >
      {error && <ProblemNotice problem={error} onRetry={refetch} />}
      {data?.items.length === 0 && <EmptyState title={texts.noRecent} />}
      <ul className={classes.list}>
        {data?.items.map((change) => (
          <li key={change.id} className={classes.item}>
            <div style={{ flex: 1 }}>
              <div>{texts.line(texts.kinds[change.kind], format.number(change.total), lists.titles[change.entity].toLowerCase())}</div>
              <div className={classes.quiet}>
                {format.relative(change.createdAt, Date.now())} ·{' '}
                {isMoving(change) ? texts.states[change.state] : resultOf(change, texts, format)}
              </div>
            </div>
            {change.undoUntil && (
              <Button variant="default" size="compact-sm" onClick={() => undo.mutateAsync({ id: change.id }).then(onUndone, toast.problem)}>
                {texts.undo}
              </Button>
            )}
          </li>
        ))}
      </ul>
    </Drawer>
  );
}
