import { ActionIcon, Menu } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import type { NodeType, TrackKind } from '#modules/nurtures/schema.ts';
import { useTexts } from '../../texts/texts.ts';
import { StepIcon } from './icons.tsx';
import steps from './steps.module.css';

/** What can be put on a way, in the order in which it is looked for. A sequence goes straight on. */
const GROUPS: readonly { id: 'reach' | 'wait' | 'note'; of: readonly NodeType[] }[] = [
  { id: 'reach', of: ['mail', 'task', 'handoff'] },
  { id: 'wait', of: ['wait', 'branch', 'split', 'end'] },
  { id: 'note', of: ['tag', 'field', 'tactic', 'notify', 'webhook'] },
];
const STRAIGHT: ReadonlySet<NodeType> = new Set<NodeType>(['mail', 'task', 'wait', 'tag', 'field', 'notify', 'handoff']);

export interface AddStepProps {
  kind: TrackKind;
  label: string;
  onAdd: (type: NodeType) => void;
}

/** "+" on a way. */
export function AddStep({ kind, label, onAdd }: AddStepProps) {
  const { add, types } = useTexts().nurtures;
  const fits = (type: NodeType) => kind !== 'sequence' || STRAIGHT.has(type);
  return (
    <Menu position="bottom-start" withinPortal>
      <Menu.Target>
        <ActionIcon variant="default" size={24} radius="xl" aria-label={label} title={label} className={steps.plus ?? ''}>
          <IconPlus size={14} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {GROUPS.map(({ id, of }) => (
          <div key={id}>
            <Menu.Label>{add.groups[id]}</Menu.Label>
            {of.filter(fits).map((type) => (
              <Menu.Item key={type} leftSection={<StepIcon type={type} />} onClick={() => onAdd(type)}>
                {types[type]}
              </Menu.Item>
            ))}
          </div>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
