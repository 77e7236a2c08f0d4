import type { listPlanTracks } from '#modules/nurtures/contract/around.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { useFormat } from '../../format.ts';
import { useNow } from '../../now.ts';
import { paths } from '../../paths.ts';
import { useTexts } from '../../texts/texts.ts';
import { Go } from '../../ui/Go.tsx';
import classes from './nurtures.module.css';

export type PlanTracks = OutputOf<typeof listPlanTracks>['items'][number];

/** The track that warms a returned lead, from when on, and those that ran before. */
export function PlanTrack({ of }: { of: PlanTracks | undefined }) {
  const { plan: texts, people } = useTexts().nurtures;
  const format = useFormat();
  const now = useNow();
  if (!of) return '–';
  const { own, before } = of;
  const begins = own?.state === 'waiting' && own.dueAt !== null && Date.parse(own.dueAt) > now ? texts.next(format.date(own.dueAt)) : null;
  return (
    <div>
      {own ? (
        <>
          <Go to={paths.track(own.track.id)}>{own.track.name}</Go>{' '}
          <span className={classes.quiet}>{begins ?? people.states[own.state]}</span>
        </>
      ) : (
        <span className={classes.quiet}>{texts.none}</span>
      )}
      {before.length > 0 && (
        <div className={classes.quiet}>{texts.before([...new Set(before.map(({ track }) => track.name))].join(', '))}</div>
      )}
    </div>
  );
}
