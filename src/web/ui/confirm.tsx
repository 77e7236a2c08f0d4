import { Button, Group, Modal } from '@mantine/core';
import { type ReactNode, useSyncExternalStore } from 'react';
import { useTexts } from '../texts/texts.ts';

export interface Question {
  title: string;
  body?: ReactNode;
  /** The word on the button that does it: the verb of the question, not "OK". */
  action: string;
  cancel?: string;
  /** It takes something away. */
  danger?: boolean;
}

interface Asked extends Question {
  answer: (yes: boolean) => void;
}

let asked: Asked | null = null;
const listeners = new Set<() => void>();

function show(next: Asked | null) {
  asked = next;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Asks before something that cannot be undone. What can be undone is done at once, with undo in the toast. */
export function confirm(question: Question): Promise<boolean> {
  asked?.answer(false);
  return new Promise((resolve) => {
    show({
      ...question,
      answer: (yes) => {
        show(null);
        resolve(yes);
      },
    });
  });
}

/** Stands once at the root of the app. */
export function ConfirmHost() {
  const { common } = useTexts().ui;
  const question = useSyncExternalStore(subscribe, () => asked);
  return (
    <Modal
      opened={question !== null}
      onClose={() => question?.answer(false)}
      title={question?.title}
      closeButtonProps={{ 'aria-label': common.close }}
    >
      {question?.body}
      <Group justify="flex-end" mt="lg" gap="sm">
        <Button variant="default" onClick={() => question?.answer(false)}>
          {question?.cancel ?? common.cancel}
        </Button>
        <Button color={question?.danger ? 'red.7' : undefined} onClick={() => question?.answer(true)} data-autofocus>
          {question?.action}
        </Button>
      </Group>
    </Modal>
  );
}
