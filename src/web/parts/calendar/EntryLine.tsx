import type { Entry } from '#modules/calendar/schema.ts';
import { useFormat } from '../../format.ts';
import { paths } from '../../paths.ts';
import { useTexts } from '../../texts/texts.ts';
import { Go } from '../../ui/Go.tsx';
import classes from './calendar.module.css';

/** Names an entry: a track stands on many days. */
export const entryKey = ({ kind, id, from, state, offer }: Entry): string => [kind, id, from, state, offer?.id].join(' ');

const PATH = { send: paths.send, postal: paths.postal, offer: paths.offer, campaign: paths.campaign, track: paths.track } as const;

/** One entry: what, of which team, when, to how many. `spanned`: with the days that it runs. */
export function EntryLine({ entry, spanned }: { entry: Entry; spanned?: boolean }) {
  const { calendar: texts, ui } = useTexts();
  const format = useFormat();
  const { kind, id, name, side, state, at, from, to, people } = entry;
  const facts = [
    at && !spanned && format.time(at),
    texts.kinds[kind],
    side && ui.sides[side],
    state !== 'planned' && texts.states[state],
    spanned && (to ? texts.span(format.date(from), format.date(to)) : texts.open(format.date(from))),
    people !== null && texts.people(format.number(people)),
  ].filter(Boolean);
  return (
    <li className={classes.entry} data-side={side ?? undefined}>
      <Go to={PATH[kind](id)}>{name}</Go>
      <div className={classes.quiet}>{facts.join(' · ')}</div>
    </li>
  );
}
