import { Button, Group, Modal } from '@mantine/core';
import { useTexts } from '../texts/texts.ts';
import type { Asked } from './confirm.tsx';

/** The dialog of `confirm()`. */
export function ConfirmDialog({ title, body, action, cancel, danger, answer }: Asked) {
  const { common } = useTexts().ui;
  return (
    <Modal opened onClose={() => answer(false)} title={title} closeButtonProps={{ 'aria-label': common.close }}>
      {body}
      <Group justify="flex-end" mt="lg" gap="sm">
        <Button variant="default" onClick={() => answer(false)}>
          {cancel ?? common.cancel}
        </Button>
        <Button color={danger ? 'red.7' : undefined} onClick={() => answer(true)} data-autofocus>
          {action}
        </Button>
      </Group>
    </Modal>
  );
}
