import { IconCircleDashed, IconPlayerPause, IconPlayerPlay, IconPlayerStop } from '@tabler/icons-react';
import type { TrackState } from '#modules/nurtures/schema.ts';
import { useTexts } from '../../texts/texts.ts';
import { Mark, type Tone } from '../../ui/marks.tsx';

const LOOKS: Readonly<Record<TrackState, { tone: Tone; icon: typeof IconPlayerPlay }>> = {
  draft: { tone: 'plain', icon: IconCircleDashed },
  running: { tone: 'good', icon: IconPlayerPlay },
  paused: { tone: 'soon', icon: IconPlayerPause },
  ended: { tone: 'plain', icon: IconPlayerStop },
};

export function StateMark({ state }: { state: TrackState }) {
  const { states } = useTexts().nurtures;
  return <Mark {...LOOKS[state]}>{states[state]}</Mark>;
}
