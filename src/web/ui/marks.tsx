import { IconAlertTriangle, IconCircleCheck, IconCircleMinus, IconClock, IconClockExclamation, IconPlayerPause } from '@tabler/icons-react';
import type { ComponentType, ReactNode } from 'react';
import type { Money as Amount } from '#platform/shared/money.ts';
import { useFormat } from '../format.ts';
import { useNow } from '../now.ts';
import { useReader } from '../reader.ts';
import { useTexts } from '../texts/texts.ts';
import classes from './marks.module.css';

export type SideName = 'marketing' | 'sales';
/** Colours with a meaning: the two sides, and for clocks and outcomes alone good, soon and late. */
export type Tone = SideName | 'good' | 'soon' | 'late' | 'plain';

export interface MarkProps {
  tone?: Tone;
  icon?: ComponentType<{ size?: number | string; stroke?: number | string }>;
  title?: string;
  children: ReactNode;
}

/** A short word on a quiet ground. With a tone of good, soon or late it needs an icon as well: never colour alone. */
export function Mark({ tone = 'plain', icon: Icon, title, children }: MarkProps) {
  return (
    <span className={classes.mark} data-tone={tone} title={title}>
      {Icon && <Icon size={14} stroke={1.8} />}
      {children}
    </span>
  );
}

/** Whose move, promise or activity it is. */
export function Side({ side, children }: { side: SideName; children?: ReactNode }) {
  const texts = useTexts();
  return (
    <span className={classes.mark} data-tone={side}>
      <span className={classes.bar} aria-hidden />
      {children ?? texts.ui.sides[side]}
    </span>
  );
}

export type ClockState = 'running' | 'warning' | 'breached' | 'met' | 'paused' | 'excused';

const CLOCKS: Record<ClockState, { tone: Tone; icon: NonNullable<MarkProps['icon']> }> = {
  running: { tone: 'plain', icon: IconClock },
  warning: { tone: 'soon', icon: IconClockExclamation },
  breached: { tone: 'late', icon: IconAlertTriangle },
  met: { tone: 'good', icon: IconCircleCheck },
  paused: { tone: 'plain', icon: IconPlayerPause },
  excused: { tone: 'plain', icon: IconCircleMinus },
};

export interface ClockBadgeProps {
  state: ClockState;
  /** The instant by which it is due. */
  due?: string | null;
  /** Working time left, in ms, at the moment of reading, for clocks that run on a calendar; else it is `due` minus now. */
  left?: number;
  /** Leaves out "by Thu 15:00", for narrow columns. */
  short?: boolean;
}

/** "3 h 12 min left · by Thu 15:00", with icon and word; moves by itself. */
export function ClockBadge({ state, due, left, short }: ClockBadgeProps) {
  const { clock } = useTexts().ui;
  const format = useFormat();
  const now = useNow();
  const { tone, icon } = CLOCKS[state];
  const open = state === 'running' || state === 'warning' || state === 'breached';
  if (!open || !due) {
    return (
      <Mark tone={tone} icon={icon} title={due ? format.absolute(due) : undefined}>
        {clock.states[state]}
      </Mark>
    );
  }
  const remaining = left ?? new Date(due).getTime() - now;
  const over = state === 'breached' || remaining < 0;
  const time = format.duration(remaining);
  const by = format.deadline(due, now);
  const words = over ? (short ? clock.late(time) : clock.lateSince(time, by)) : short ? clock.leftShort(time) : clock.left(time, by);
  const shown = over ? CLOCKS.breached : { tone, icon };
  return (
    <Mark tone={shown.tone} icon={shown.icon} title={format.absolute(due)}>
      {words}
    </Mark>
  );
}

/** An amount: short in tables and cards, whole on hover; `whole` where it is what the screen is about. */
export function Money({ value, whole }: { value: Amount | null | undefined; whole?: boolean }) {
  const format = useFormat();
  if (!value) return <span className={classes.number}>–</span>;
  const long = format.money(value);
  return (
    <span className={classes.number} title={whole ? undefined : long}>
      {whole ? long : format.money(value, 'short')}
    </span>
  );
}

export interface WhenProps {
  /** ISO instant, or a plain `YYYY-MM-DD`. */
  at: string | null | undefined;
  /** "5 min ago" (the default), the day, or day and time. */
  form?: 'relative' | 'date' | 'moment';
  /** The customer's time zone: named on hover where it differs from the reader's. */
  zone?: string | null;
}

/** A time; the whole date on hover. */
export function When({ at, form = 'relative', zone }: WhenProps) {
  const { time: texts } = useTexts().ui;
  const format = useFormat();
  const reader = useReader();
  const now = useNow();
  if (!at) return <span>–</span>;
  if (at.length === 10 || form === 'date') return <time dateTime={at}>{format.date(at)}</time>;
  const theirs = zone && zone !== reader.timeZone ? `\n${texts.customerZone(format.absolute(at, zone), zone)}` : '';
  return (
    <time dateTime={at} title={format.absolute(at) + theirs}>
      {form === 'moment' ? `${format.date(at)} ${format.time(at)}` : format.relative(at, now)}
    </time>
  );
}

/** Keys to press, as on the keyboard: `<Keys of="⌘ K" />`. */
export function Keys({ of }: { of: string }) {
  return (
    <span className={classes.keys}>
      {of.split(' ').map((key) => (
        <kbd key={key} className={classes.key}>
          {key}
        </kbd>
      ))}
    </span>
  );
}
