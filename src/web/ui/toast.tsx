import { Button, Group } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useMemo } from 'react';
import { type Texts, useTexts } from '../texts/texts.ts';
import { sentenceOf } from './ProblemNotice.tsx';

const UNDO_MS = 10_000;
const SHORT_MS = 4_000;

export interface Undo {
  undo?: () => unknown;
}

function toastsFor({ ui }: Texts) {
  const closing = { closeButtonProps: { 'aria-label': ui.common.close } };
  const problem = (error: unknown) =>
    notifications.show({ message: sentenceOf(error, ui.problem), icon: <IconAlertTriangle size={18} />, color: 'red', autoClose: UNDO_MS });

  const done = (message: string, { undo }: Undo = {}) => {
    const id = crypto.randomUUID();
    const takeBack = async () => {
      notifications.hide(id);
      try {
        await undo?.();
      } catch (error) {
        problem(error);
      }
    };
    notifications.show({
      ...closing,
      id,
      autoClose: undo ? UNDO_MS : SHORT_MS,
      withBorder: true,
      message: (
        <Group justify="space-between" wrap="nowrap">
          <span>{message}</span>
          {undo && (
            <Button size="compact-sm" variant="default" onClick={takeBack} style={{ flexShrink: 0 }}>
              {ui.common.undo}
            </Button>
          )}
        </Group>
      ),
    });
  };
  return { done, problem };
}

/** `done(text, { undo })`: what was just done, to be taken back for 10 s. `problem(error)`: what did not work. */
export function useToast() {
  const texts = useTexts();
  return useMemo(() => toastsFor(texts), [texts]);
}
