import { dismissDuplicate, mergeRecords, reopenDuplicate } from '#modules/duplicates/contract.ts';
import type { Choices, MergePreview, Pair } from '#modules/duplicates/schema.ts';
import { useWrite } from '../../data.ts';
import { useTexts } from '../../texts/texts.ts';
import { useToast } from '../../ui/toast.tsx';
import { useSeparate } from './MergedFrom.tsx';

const CHANGED = ['duplicate_pair', 'contact', 'company', 'activity'];

/** One or two: both can be taken back from the note that says so. */
export function useDecide(pair: Pair, onDecided: () => void) {
  const { duplicates: texts } = useTexts();
  const toast = useToast();
  const { separate } = useSeparate();
  const merging = useWrite(mergeRecords, { invalidates: CHANGED });
  const dismissing = useWrite(dismissDuplicate, { invalidates: ['duplicate_pair'] });
  const reopening = useWrite(reopenDuplicate, { invalidates: ['duplicate_pair'] });
  const merge = async ({ entity, winner, loser }: MergePreview, choices: Choices) => {
    try {
      const { id } = await merging.mutateAsync({ entity, winnerId: winner.id, loserId: loser.id, choices });
      toast.done(texts.done(loser.name || texts.nameless, winner.name || texts.nameless), { undo: () => separate(id) });
      onDecided();
    } catch (problem) {
      toast.problem(problem);
    }
  };
  const dismiss = async () => {
    try {
      await dismissing.mutateAsync({ id: pair.id });
      toast.done(texts.dismissed, { undo: () => reopening.mutateAsync({ id: pair.id }) });
      onDecided();
    } catch (problem) {
      toast.problem(problem);
    }
  };
  return { merge, dismiss, busy: merging.isPending || dismissing.isPending };
}
