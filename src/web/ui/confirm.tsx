import { lazy, type ReactNode, Suspense, useSyncExternalStore } from 'react';

export interface Question {
  title: string;
  body?: ReactNode;
  /** The word on the button that does it: the verb of the question, not "OK". */
  action: string;
  cancel?: string;
  /** It takes something away. */
  danger?: boolean;
}

export interface Asked extends Question {
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

/** True while a question is on the screen: then Escape is its answer and nobody else's. */
export function isAsking(): boolean {
  return asked !== null;
}

const ConfirmDialog = lazy(() => import('./ConfirmDialog.tsx').then((file) => ({ default: file.ConfirmDialog })));

/** Stands once at the root of the app; the dialog itself is loaded with the first question. */
export function ConfirmHost() {
  const question = useSyncExternalStore(subscribe, () => asked);
  return <Suspense>{question && <ConfirmDialog {...question} />}</Suspense>;
}
