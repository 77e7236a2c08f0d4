import { Button } from '@mantine/core';
import { paths } from '../../paths.ts';
import { useCan } from '../../session.ts';
import { useTexts } from '../../texts/texts.ts';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { Go } from '../../ui/Go.tsx';

/** An empty workspace: what the page is for, and the two ways to begin, for whoever may go them. */
export function NothingYet({ title }: { title: string }) {
  const texts = useTexts().reports.year;
  const mayImport = useCan('record:import');
  const mayMake = useCan('workspace:write');
  return (
    <EmptyState
      title={title}
      actions={
        <>
          {mayImport && (
            <Button component={Go} to={paths.newImport()}>
              {texts.bringData}
            </Button>
          )}
          {mayMake && (
            <Button component={Go} to={paths.begin()} variant="default">
              {texts.sample}
            </Button>
          )}
        </>
      }
    />
  );
}
