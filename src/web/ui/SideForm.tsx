import { Drawer } from '@mantine/core';
import { useTexts } from '../texts/texts.ts';
import { FormShell, type FormShellProps } from './FormShell.tsx';

export interface SideFormProps<Values extends object> extends Omit<FormShellProps<Values>, 'onCancel'> {
  title: string;
  opened: boolean;
  onClose: () => void;
}

/** A form in a drawer at the side, the screen behind it still in sight. Give it a `draft`, so that closing loses nothing. */
export function SideForm<Values extends object>({ title, opened, onClose, ...form }: SideFormProps<Values>) {
  const { common } = useTexts().ui;
  return (
    <Drawer
      opened={opened}
      onClose={onClose}
      title={title}
      size={440}
      closeButtonProps={{ 'aria-label': common.close }}
      closeOnEscape={false}
    >
      {opened && <FormShell {...form} onCancel={onClose} />}
    </Drawer>
  );
}
