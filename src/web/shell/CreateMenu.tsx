import { Button, Menu } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useSession } from '../session.ts';
import { useTexts } from '../texts/texts.ts';
import classes from './AppFrame.module.css';
import { type CreateItem, creates } from './slots.tsx';

export interface CreateMenuProps {
  opened: boolean;
  onOpened: (opened: boolean) => void;
  onChoose: (id: string) => void;
}

export function useCreates(): CreateItem[] {
  const { permissions } = useSession();
  return creates.filter((item) => permissions.includes(item.permission));
}

/** What can be made from anywhere; `c` opens it. */
export function CreateMenu({ opened, onOpened, onChoose }: CreateMenuProps) {
  const texts = useTexts();
  const { shell } = texts;
  const items = useCreates();
  if (items.length === 0) return null;
  return (
    <Menu opened={opened} onChange={onOpened}>
      <Menu.Target>
        <Button
          size="compact-md"
          variant="default"
          leftSection={<IconPlus size={16} />}
          title={`${shell.create} (c)`}
          aria-label={shell.create}
        >
          <span className={classes.wideOnly}>{shell.create}</span>
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {items.map((item) => (
          <Menu.Item key={item.id} onClick={() => onChoose(item.id)}>
            {item.label(texts)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

export function CreateForm({ id, onClose }: { id: string | null; onClose: () => void }) {
  const item = useCreates().find((other) => other.id === id);
  return item ? <item.Form opened onClose={onClose} /> : null;
}
