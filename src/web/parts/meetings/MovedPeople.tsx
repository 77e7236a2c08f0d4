import { listMoved } from '#modules/meetings/contract/effect.ts';
import type { InputOf } from '#platform/shared/contract.ts';
import { paths } from '../../paths.ts';
import { useTexts } from '../../texts/texts.ts';
import { RowsDrawer } from '../reports/RowsDrawer.tsx';

/** A figure of who would move that was opened. */
export interface OpenedMoves {
  title: string;
  asked: InputOf<typeof listMoved>;
}

export function MovedPeople({ opened, onClose }: { opened: OpenedMoves | null; onClose: () => void }) {
  const { effect: texts } = useTexts().meetings.decisions;
  return (
    <RowsDrawer
      opened={opened && { title: opened.title, input: opened.asked }}
      endpoint={listMoved}
      topics={['contact', 'profile']}
      line={({ id, contactId, name, from, to }) => ({
        id,
        name: contactId ? (name ?? id) : null,
        ...(contactId ? { to: opened?.asked.of === 'leads' ? paths.lead(id) : paths.contact(contactId) } : {}),
        end: texts.fromTo(from, to),
      })}
      onClose={onClose}
    />
  );
}
