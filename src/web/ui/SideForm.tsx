import { Drawer } from '@mantine/core';
import { useTexts } from '../texts/texts.ts';
import { isAsking } from './confirm.tsx';
import { FormShell, type FormShellProps, useLeaveGuard } from './FormShell.tsx';

export interface SideFormProps<Values extends object> extends Omit<FormShellProps<Values>, 'onCancel' | 'ownEscape'> {
  title: string;
  opened: boolean;
  onClose: () => void;
}

/** A form in a drawer at the side, the screen behind it still in sight. With a `draft` closing loses nothing; without, it asks. */
export function SideForm<Values extends object>({ title, opened, onClose, ...shell }: SideFormProps<Values>) {
  const { common } = useTexts().ui;
  const { form, draft, guard = true } = shell;
  const mayLeave = useLeaveGuard(opened && guard && !draft && !form.submitting && form.isDirty());
  const close = async () => {
    if (!isAsking() && (await mayLeave())) onClose();
  };
  return (
    <Drawer opened={opened} onClose={close} title={title} size={440} closeButtonProps={{ 'aria-label': common.close }}>
      {opened && <FormShell {...shell} guard={false} ownEscape={false} onCancel={close} />}
    </Drawer>
  );
}
