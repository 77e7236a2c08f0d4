import { Button } from '@mantine/core';
import type { ErrorComponentProps } from '@tanstack/react-router';
import { ApiProblem } from '../api.ts';
import { paths } from '../paths.ts';
import { useTexts } from '../texts/texts.ts';
import { EmptyState } from '../ui/EmptyState.tsx';
import { Go } from '../ui/Go.tsx';
import { Page } from '../ui/Page.tsx';
import { sentenceOf } from '../ui/ProblemNotice.tsx';

export function NotFoundScreen() {
  const { notFound } = useTexts().shell;
  return (
    <Page title={notFound.title}>
      <EmptyState
        title={notFound.body}
        actions={
          <Button component={Go} to={paths.home()}>
            {notFound.home}
          </Button>
        }
      />
    </Page>
  );
}

/** A screen that broke, or that could not be read at all. */
export function ErrorScreen({ error, reset }: ErrorComponentProps) {
  const { shell, ui } = useTexts();
  const words = error instanceof ApiProblem ? sentenceOf(error, ui.problem) : shell.error.body;
  return (
    <Page title={shell.error.title}>
      <EmptyState
        title={words}
        actions={
          <>
            <Button onClick={() => (error instanceof ApiProblem ? location.reload() : reset())}>{shell.error.again}</Button>
            <Button component={Go} to={paths.home()} variant="default">
              {shell.notFound.home}
            </Button>
          </>
        }
      />
    </Page>
  );
}

/** The same where there is no frame around it, because the session itself could not be read. */
export function FrameErrorScreen(props: ErrorComponentProps) {
  return (
    <main>
      <ErrorScreen {...props} />
    </main>
  );
}
