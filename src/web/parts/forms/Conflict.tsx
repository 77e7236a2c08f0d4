import { Alert, Button, Group } from '@mantine/core';
import { useTexts } from '../../texts/texts.ts';
import { useToast } from '../../ui/toast.tsx';
import type { Problem } from './use-draft.ts';

/** Somebody else has saved meanwhile: theirs or mine. */
export function Conflict({ settle }: { settle: (mine: boolean) => Promise<void> }) {
  const texts = useTexts().forms;
  const toast = useToast();
  const decide = (mine: boolean) => void settle(mine).catch(toast.problem);
  return (
    <Alert color="orange" title={texts.conflict} mb="md">
      <p>{texts.conflictBody}</p>
      <Group>
        <Button variant="default" onClick={() => decide(false)}>
          {texts.takeTheirs}
        </Button>
        <Button variant="default" onClick={() => decide(true)}>
          {texts.keepMine}
        </Button>
      </Group>
    </Alert>
  );
}

/** What keeps a draft from being published. */
export function Problems({ problems, nameOf }: { problems: readonly Problem[]; nameOf: (place: string) => string | null }) {
  const texts = useTexts().forms;
  if (problems.length === 0) return null;
  return (
    <Alert color="gray" title={texts.problems(problems.length)} mb="md">
      <ul style={{ margin: 0, paddingInlineStart: 20 }}>
        {problems.map(({ place, message }) => {
          const name = nameOf(place);
          return (
            <li key={`${place} ${message}`}>
              {name && <strong>{name}: </strong>}
              {message}
            </li>
          );
        })}
      </ul>
    </Alert>
  );
}
