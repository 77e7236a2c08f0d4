import {
  IconArrowsSplit2,
  IconBell,
  IconChecklist,
  IconFlag,
  IconFlagCheck,
  IconGitBranch,
  IconHourglass,
  IconMail,
  IconPencil,
  IconPlayerPlay,
  IconRepeat,
  IconTags,
  IconTransfer,
  IconWebhook,
} from '@tabler/icons-react';
import type { ComponentType } from 'react';
import type { NodeType } from '#modules/nurtures/schema.ts';

type Icon = ComponentType<{ size?: number | string; stroke?: number | string }>;

export const STEP_ICONS: Readonly<Record<NodeType, Icon>> = {
  trigger: IconPlayerPlay,
  goal: IconFlagCheck,
  wait: IconHourglass,
  branch: IconGitBranch,
  split: IconArrowsSplit2,
  mail: IconMail,
  task: IconChecklist,
  handoff: IconTransfer,
  tag: IconTags,
  field: IconPencil,
  notify: IconBell,
  webhook: IconWebhook,
  tactic: IconRepeat,
  end: IconFlag,
};

export function StepIcon({ type }: { type: NodeType }) {
  const Icon = STEP_ICONS[type];
  return <Icon size={16} stroke={1.6} aria-hidden />;
}
