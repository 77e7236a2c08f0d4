import { undoBulkChange } from '#modules/lists/contract/bulk.ts';
import type { BulkChange } from '#modules/lists/schema.ts';
import { useWrite } from '../../data.ts';
import { type Format, useFormat } from '../../format.ts';
import { type Texts, useTexts } from '../../texts/texts.ts';
import { useToast } from '../../ui/toast.tsx';

/** What came of a change of many records, in one line. */
export function resultOf(change: BulkChange, texts: Texts['lists']['bulk'], format: Format): string {
  const n = format.number(change.changed);
  const parts =
    change.state === 'undone'
      ? [texts.undone(format.number(change.undone)), ...(change.kept > 0 ? [texts.kept(format.number(change.kept))] : [])]
      : [
          { edit: texts.finished, trash: texts.trashed, restore: texts.restored, purge: texts.purged }[change.kind](n),
          ...(change.skipped > 0
            ? [`${texts.skipped(format.number(change.skipped))}: ${change.reasons.map(({ reason }) => reason).join(' ')}`]
            : []),
        ];
  return parts.join(' ');
}

/** Tells what came of a change, with the way to take it back; a change that is still running is handed to `onRunning`. */
export function useBulkResult(onRunning: (id: string) => void): (change: BulkChange) => void {
  const { lists } = useTexts();
  const format = useFormat();
  const toast = useToast();
  const undo = useWrite(undoBulkChange, { invalidates: ({ entity }) => [entity, 'bulk_change'] });
  const tell = (change: BulkChange) => {
    if (change.state === 'running' || change.state === 'undoing') return onRunning(change.id);
    const back = change.undoUntil ? { undo: async () => tell(await undo.mutateAsync({ id: change.id })) } : {};
    toast.done(resultOf(change, lists.bulk, format), back);
  };
  return tell;
}
