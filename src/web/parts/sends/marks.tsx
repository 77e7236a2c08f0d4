import {
  IconAlertTriangle,
  IconBan,
  IconCalendarTime,
  IconCircleCheck,
  IconClock,
  IconClockPause,
  IconHelpCircle,
  IconInbox,
  IconPencil,
  IconPlayerPause,
  IconSend,
} from '@tabler/icons-react';
import type { MessageState, SendState } from '#modules/sends/schema.ts';
import { useTexts } from '../../texts/texts.ts';
import { Mark, type MarkProps } from '../../ui/marks.tsx';

type Look = Pick<MarkProps, 'tone' | 'icon'>;

const SENDS: Readonly<Record<SendState, Look>> = {
  draft: { tone: 'plain', icon: IconPencil },
  scheduled: { tone: 'plain', icon: IconCalendarTime },
  sending: { tone: 'plain', icon: IconSend },
  paused: { tone: 'soon', icon: IconPlayerPause },
  stopped: { tone: 'late', icon: IconAlertTriangle },
  done: { tone: 'good', icon: IconCircleCheck },
  cancelled: { tone: 'plain', icon: IconBan },
};

export function SendMark({ state }: { state: SendState }) {
  const { states } = useTexts().sends;
  return <Mark {...SENDS[state]}>{states[state]}</Mark>;
}

const MESSAGES: Readonly<Record<MessageState, Look>> = {
  planned: { tone: 'plain', icon: IconClock },
  claimed: { tone: 'plain', icon: IconClock },
  handing: { tone: 'plain', icon: IconSend },
  sent: { tone: 'good', icon: IconCircleCheck },
  captured: { tone: 'plain', icon: IconInbox },
  failed: { tone: 'late', icon: IconAlertTriangle },
  unknown: { tone: 'soon', icon: IconHelpCircle },
  stopped: { tone: 'plain', icon: IconBan },
  held: { tone: 'soon', icon: IconClockPause },
  cancelled: { tone: 'plain', icon: IconBan },
};

export function MessageMark({ state }: { state: MessageState }) {
  const { messageStates } = useTexts().sends;
  return <Mark {...MESSAGES[state]}>{messageStates[state]}</Mark>;
}
