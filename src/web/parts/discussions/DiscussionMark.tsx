import { IconAlertTriangle } from '@tabler/icons-react';
import type { Summary } from '#modules/discussions/contract.ts';
import { useTexts } from '../../texts/texts.ts';
import { Mark } from '../../ui/marks.tsx';

/** Where a discussion stands; that an answer is due is said with an icon. */
export function DiscussionMark({ of }: { of: Pick<Summary, 'state' | 'overdue'> }) {
  const texts = useTexts().discussions;
  if (!of.overdue) return <Mark>{texts.states[of.state]}</Mark>;
  return (
    <Mark tone="late" icon={IconAlertTriangle}>
      {texts.overdue}
    </Mark>
  );
}
