import type { Entry } from '#modules/calendar/schema.ts';
import { useFormat } from '../../format.ts';
import { paths } from '../../paths.ts';
import { useTexts } from '../../texts/texts.ts';
import { Go } from '../../ui/Go.tsx';
import classes from './calendar.module.css';

/** Names an entry: a track stands on many days. */
export const entryKey = ({ kind, id, from, state, offer, date }: Entry): string => [kind, id, from, state, offer?.id, date].join(' ');

const PATH: { [kind in Entry['kind']]: (entry: Entry) => string } = {
  send: ({ id }) => paths.send(id),
  postal: ({ id }) => paths.postal(id),
  offer: ({ id }) => paths.offer(id),
  campaign: ({ id }) => paths.campaign(id),
  track: ({ id }) => paths.track(id),
  blitz: ({ id }) => paths.blitz(id),
  meeting: ({ id }) => paths.meeting(id),
  agreement: ({ number }) => paths.agreement(number ?? undefined),
  profile: () => paths.profile(),
  threshold: () => paths.threshold(),
  plan: ({ from }) => paths.plan({ day: from }),
  decision: () => paths.decisions(),
};

/** One entry: what, of which team, when, to how many. `spanned`: with the days that it runs. */
export function EntryLine({ entry, spanned }: { entry: Entry; spanned?: boolean }) {
  const { calendar: texts, ui } = useTexts();
  const format = useFormat();
  const { kind, name, side, state, at, from, to, people, movedFrom, date } = entry;
  const facts = [
    at && !spanned && format.time(at),
    texts.kinds[kind],
    side && ui.sides[side],
    date ? texts.dates[date] : state !== 'planned' && texts.states[state],
    movedFrom && texts.movedFrom(`${format.date(movedFrom)}, ${format.time(movedFrom)}`),
    spanned && (to ? texts.span(format.date(from), format.date(to)) : texts.open(format.date(from))),
    people !== null && texts.people(format.number(people)),
  ].filter(Boolean);
  return (
    <li className={classes.entry} data-side={side ?? undefined} data-state={state}>
      <Go to={PATH[kind](entry)}>{name}</Go>
      <div className={classes.quiet}>{facts.join(' · ')}</div>
    </li>
  );
}
