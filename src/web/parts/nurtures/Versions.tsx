import { Button } from '@mantine/core';
import { getTrackVersion } from '#modules/nurtures/contract/tracks.ts';
import { call } from '../../api.ts';
import { useFormat } from '../../format.ts';
import { useTexts } from '../../texts/texts.ts';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { Mark, When } from '../../ui/marks.tsx';
import { useToast } from '../../ui/toast.tsx';
import classes from './nurtures.module.css';
import { type Draft, type Track, wholeContent } from './use-draft.ts';

/** What was published when, how many people are on it still, and the way back to it. */
export function Versions({ track, draft, writable }: { track: Track; draft: Draft; writable: boolean }) {
  const { versions: texts } = useTexts().nurtures;
  const format = useFormat();
  const toast = useToast();
  const restore = async (number: number) => {
    const before = draft.content;
    try {
      const { content } = await call(getTrackVersion, { id: track.id, number });
      draft.change(wholeContent(content));
      toast.done(texts.restored, { undo: () => draft.change(before) });
    } catch (problem) {
      toast.problem(problem);
    }
  };
  if (track.versions.length === 0) return <EmptyState title={texts.empty} />;
  return (
    <ul className={classes.cards}>
      {track.versions.map(({ id, number, publishedAt, publishedBy, on, note }) => (
        <li key={id} className={classes.box}>
          <div className={classes.line}>
            <h2>{texts.version(number)}</h2>
            {number === track.version && <Mark>{texts.current}</Mark>}
            <span className={classes.quiet}>
              <When at={publishedAt} form="moment" /> {publishedBy && texts.by(publishedBy)} · {texts.on(format.number(on))}
            </span>
            {writable && (
              <Button className={classes.end ?? ''} variant="default" size="compact-sm" onClick={() => void restore(number)}>
                {texts.restore}
              </Button>
            )}
          </div>
          {note && <p className={classes.plain}>{note}</p>}
        </li>
      ))}
    </ul>
  );
}
