import { Button } from '@mantine/core';
import { removeSample } from '#modules/sample/contract.ts';
import { rememberWorkspace } from '../../api.ts';
import { useWrite } from '../../data.ts';
import { paths } from '../../paths.ts';
import { useCan, useSession } from '../../session.ts';
import { useTexts } from '../../texts/texts.ts';
import { confirm } from '../../ui/confirm.tsx';
import { useToast } from '../../ui/toast.tsx';
import classes from './sample.module.css';

/** In a sample company: that it is one, and the way out. */
export function SampleNotice() {
  const texts = useTexts().reports.sample;
  const toast = useToast();
  const { workspace } = useSession();
  const may = useCan('workspace:write');
  const { mutate, isPending } = useWrite(removeSample, {
    onDone: ({ workspaceRemoved }) => {
      if (workspaceRemoved) rememberWorkspace(null);
      // Everything that is on the screen is gone: the page starts anew.
      location.assign(workspaceRemoved ? paths.home() : paths.begin());
    },
  });
  if (!workspace.isSample) return null;
  const remove = async () => {
    const question = { title: texts.question, body: texts.body, action: texts.remove, danger: true };
    if (await confirm(question)) mutate({}, { onError: toast.problem });
  };
  return (
    <div className={classes.notice} role="note">
      <span>{texts.notice}</span>
      {may && (
        <Button variant="default" size="compact-sm" loading={isPending} onClick={() => void remove()}>
          {texts.remove}
        </Button>
      )}
    </div>
  );
}
