import { type getPromises, listPromises, type PROMISE_STATES } from '#modules/goals/contract/promises.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { useFormat } from '../../format.ts';
import { useUrlState } from '../../place.ts';
import { useTexts } from '../../texts/texts.ts';
import { Figure } from '../../ui/Figure.tsx';
import { RowsDrawer } from '../reports/RowsDrawer.tsx';
import classes from './goals.module.css';

type Side = OutputOf<typeof getPromises>['sides'][number];
type State = (typeof PROMISE_STATES)[number];

export const PROMISE_TOPICS = ['promise', 'plan', 'goal', 'offer', 'asset_request'];

interface Opened {
  by: Side['by'];
  states: State[];
}
const DEFAULTS = { promised: null as Opened | null };
const JUDGED: State[] = ['kept', 'late', 'missed'];

/** What one side kept of what it promised, with those that came late, that were missed and that are open; each opens its rows. */
export function KeptFigure({ side, label }: { side: Side; label: string }) {
  const { goals } = useTexts();
  const texts = goals.promises;
  const format = useFormat();
  const [{ promised }, change] = useUrlState(DEFAULTS);
  const { by, kept, near } = side;
  const open = (states: State[]) => void change({ promised: { by, states } }, { push: true });
  const rest = (['late', 'missed', 'open'] as const).filter((state) => side[state] > 0);
  return (
    <>
      <Figure
        label={label}
        rate={kept}
        {...(kept.n > 0 ? { onOpen: () => open(JUDGED) } : {})}
        beside={
          <>
            {rest.map((state) => (
              <button key={state} type="button" className={classes.counted} onClick={() => open([state])}>
                {texts.counted[state](format.number(side[state]))}
              </button>
            ))}
            {near && <span>{texts.near(format.percent(near.value), format.number(near.n))}</span>}
          </>
        }
      />
      <RowsDrawer
        opened={
          promised?.by === by
            ? {
                title: promised.states.length === 1 && promised.states[0] ? `${label}: ${texts[promised.states[0]]}` : label,
                input: { by, states: promised.states },
              }
            : null
        }
        endpoint={listPromises}
        topics={PROMISE_TOPICS}
        onClose={() => void change({ promised: null })}
        line={(row) => ({
          id: `${row.source} ${row.id} ${row.by}`,
          name: row.what ?? texts.hidden,
          to: row.link,
          end: format.date(row.dueOn),
          below: [
            texts[row.state],
            row.state === 'late' && row.doneOn && format.date(row.doneOn),
            row.promised !== null &&
              row.delivered !== null &&
              texts.amounts(format.number(Math.round(row.delivered)), format.number(Math.round(row.promised))),
            texts.sources[row.source],
          ]
            .filter(Boolean)
            .join(' · '),
        })}
      />
    </>
  );
}
