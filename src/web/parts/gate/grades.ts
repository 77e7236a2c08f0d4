import { IconBan, IconCircleCheck, IconClockPause, IconInfoCircle } from '@tabler/icons-react';
import type { Grade, Verdict } from '#modules/gate/schema.ts';
import type { MarkProps } from '../../ui/marks.tsx';

/** How a verdict and a grade look: never by colour alone. */
export const GRADE_MARKS: Readonly<
  Record<Verdict | Grade, { tone: NonNullable<MarkProps['tone']>; icon: NonNullable<MarkProps['icon']> }>
> = {
  allowed: { tone: 'good', icon: IconCircleCheck },
  held: { tone: 'soon', icon: IconClockPause },
  hold: { tone: 'soon', icon: IconClockPause },
  blocked: { tone: 'late', icon: IconBan },
  block: { tone: 'late', icon: IconBan },
  warn: { tone: 'plain', icon: IconInfoCircle },
};

/** A check is made again when one of these changes. */
export const CHECK_TOPICS = ['gate', 'hold', 'attention', 'consent', 'suppression', 'contact', 'company', 'deal', 'offer'];
