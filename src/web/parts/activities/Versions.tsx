import { Drawer } from '@mantine/core';
import { getActivity } from '#modules/activities/contract.ts';
import { useRead } from '../../data.ts';
import { useFormat } from '../../format.ts';
import { useTexts } from '../../texts/texts.ts';
import { When } from '../../ui/marks.tsx';
import { ProblemNotice } from '../../ui/ProblemNotice.tsx';
import classes from './activities.module.css';
import { headlineOf } from './describe.ts';

/** Every version of one entry, the newest first; by the id of any of them. */
export function Versions({ id, title, onClose }: { id: string; title?: string; onClose: () => void }) {
  const all = useTexts();
  const { activities: texts, ui } = all;
  const format = useFormat();
  const { data, error, refetch } = useRead(getActivity, { id }, { topics: ['activity'] });
  return (
    <Drawer
      opened
      onClose={onClose}
      title={title ?? texts.timeline.versions}
      size={440}
      closeButtonProps={{ 'aria-label': ui.common.close }}
    >
      {error && <ProblemNotice problem={error} onRetry={refetch} />}
      <ol className={classes.versions}>
        {data?.versions.map((version) => (
          <li key={version.id}>
            <p className={classes.quiet}>
              {version.corrected ? texts.timeline.correctedBy(version.corrected.by ?? '–') : texts.timeline.original} ·{' '}
              <When at={version.corrected?.at ?? version.loggedAt} form="moment" />
            </p>
            <p className={classes.strong}>{version.retracted ? texts.timeline.retracted : headlineOf(version, all, format)}</p>
            <p className={classes.quiet}>
              <When at={version.occurredAt} form="moment" />
            </p>
            {!version.retracted && version.body && <p className={classes.written}>{version.body}</p>}
          </li>
        ))}
      </ol>
    </Drawer>
  );
}
