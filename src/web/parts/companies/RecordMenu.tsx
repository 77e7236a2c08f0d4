import { ActionIcon, Menu } from '@mantine/core';
import { IconDots, IconTrash } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTexts } from '../../texts/texts.ts';

/** The actions of a record beyond the first; the trash last. */
export function RecordMenu({ children, onTrash }: { children?: ReactNode; onTrash: (() => void) | undefined }) {
  const { record } = useTexts();
  return (
    <Menu>
      <Menu.Target>
        <ActionIcon variant="default" size={36} aria-label={record.actions}>
          <IconDots size={18} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {children}
        {onTrash && (
          <Menu.Item leftSection={<IconTrash size={14} />} onClick={onTrash}>
            {record.toTrash}
          </Menu.Item>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}
