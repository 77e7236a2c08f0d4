import { Button } from '@mantine/core';
import { discardUpload, listImports } from '#modules/imports/contract.ts';
import type { ImportState, ImportSummary } from '#modules/imports/schema.ts';
import { useWrite } from '../../data.ts';
import { paths } from '../../paths.ts';
import { type Texts, useTexts } from '../../texts/texts.ts';
import { confirm } from '../../ui/confirm.tsx';
import { useGo } from '../../ui/Go.tsx';
import { useToast } from '../../ui/toast.tsx';

/** What stays when the files go. */
function bodyOf(state: ImportState, texts: Texts['imports']['discard']): string {
  if (state === 'uploaded') return texts.bodyBefore;
  if (state === 'done') return texts.body;
  return state === 'undone' ? texts.bodyUndone : texts.bodyStopped;
}

/** Deletes the files of an import that is not under way. One that never began goes with them. */
export function DiscardUpload({ found }: { found: ImportSummary }) {
  const { discard } = useTexts().imports;
  const toast = useToast();
  const go = useGo();
  const before = found.state === 'uploaded';
  const remove = useWrite(discardUpload, { invalidates: before ? [listImports] : ['import'] });
  if (found.files.every((file) => file.discarded)) return null;
  const ask = async () => {
    if (
      !(await confirm({
        title: discard.title(found.files.length === 1),
        body: bodyOf(found.state, discard),
        action: discard.action,
        danger: true,
      }))
    )
      return;
    try {
      await remove.mutateAsync({ id: found.id });
      toast.done(discard.done);
      if (before) go(paths.imports(), { replace: true });
    } catch (problem) {
      toast.problem(problem);
    }
  };
  return (
    <Button variant="default" loading={remove.isPending} onClick={ask}>
      {discard.button(found.files.length === 1)}
    </Button>
  );
}
