import { IconAlertTriangle, IconCircleCheck, IconCircleMinus, IconClock } from '@tabler/icons-react';
import type { Clock } from '#modules/agreements/contract/clocks.ts';
import { useNow } from '../../now.ts';
import { useTexts } from '../../texts/texts.ts';
import { ClockBadge, type ClockState, Mark } from '../../ui/marks.tsx';

type Shown = Pick<Clock, 'state' | 'dueAt' | 'remainingSeconds'> & { closed?: boolean };

const OPEN: Partial<Record<Clock['state'], ClockState>> = {
  running: 'running',
  due_soon: 'warning',
  breached: 'breached',
  paused: 'paused',
};

/** A promise's clock, with icon and word: what is left, or how it ended. */
export function ClockMark({ clock, short = false }: { clock: Shown; short?: boolean }) {
  const texts = useTexts().loop.clock;
  const now = useNow();
  const open = OPEN[clock.state];
  if (clock.state === 'breached' && clock.closed)
    return (
      <Mark tone="late" icon={IconAlertTriangle}>
        {texts.passed}
      </Mark>
    );
  if (open) return <ClockBadge state={open} due={clock.dueAt} short={short} {...workingTime(clock, now)} />;
  if (clock.state === 'met')
    return (
      <Mark tone="good" icon={IconCircleCheck}>
        {texts.met}
      </Mark>
    );
  if (clock.state === 'met_late')
    return (
      <Mark tone="soon" icon={IconCircleCheck}>
        {texts.met_late}
      </Mark>
    );
  if (clock.state === 'met_by_customer') return <Mark icon={IconCircleCheck}>{texts.met_by_customer}</Mark>;
  if (clock.state === 'excused') return <ClockBadge state="excused" />;
  return (
    <Mark icon={clock.state === 'waiting' ? IconClock : IconCircleMinus}>{texts[clock.state === 'waiting' ? 'waiting' : 'void']}</Mark>
  );
}

const DAY_MS = 86_400_000;

/** A clock of business hours has less time left than the wall says. In days it would mislead: a working day is no day of 24 hours. */
function workingTime({ dueAt, remainingSeconds }: Shown, now: number): { left?: number } {
  if (dueAt === null) return {};
  const byTheWall = new Date(dueAt).getTime() - now;
  const working = remainingSeconds * 1000;
  return Math.abs(working) < DAY_MS && Math.abs(byTheWall - working) > 5 * 60_000 ? { left: working } : {};
}
