import { getReplay, listReplays } from '#modules/replays/contract.ts';
import { useRead } from '../../data.ts';
import { useFormat } from '../../format.ts';
import { paths } from '../../paths.ts';
import { useTexts } from '../../texts/texts.ts';
import { Go } from '../../ui/Go.tsx';
import { ReplayLines } from './ReplayLines.tsx';
import classes from './replays.module.css';

/** What a version would have come to, for whoever is about to sign it. */
export function ReplaySummary({ versionId }: { versionId: string }) {
  const texts = useTexts().replay;
  const format = useFormat();
  const { data } = useRead(listReplays, { versionId }, { topics: ['replay', 'agreement'] });
  const run = data?.items.find(({ state, current, changed }) => state === 'done' && current && !changed);
  const { data: replay } = useRead(getReplay, { id: run?.id ?? '' }, { topics: ['replay'], when: run !== undefined });
  if (!data || data.historySince === null) return null;
  return (
    <section className={classes.section} aria-label={texts.summary}>
      <h2 className={classes.heading}>{texts.summary}</h2>
      {!run && <p className={classes.quiet}>{texts.summaryNone}</p>}
      {run && (
        <p className={classes.quiet}>
          {texts.days(format.date(run.from), format.date(run.to))}.{' '}
          <Go to={paths.replays({ replay: run.id, version: run.versionNumber })}>{texts.summaryOpen}</Go>
        </p>
      )}
      {replay?.result && <ReplayLines lines={replay.result.lines} />}
    </section>
  );
}
