import { Button, Drawer } from '@mantine/core';
import { listMoved } from '#modules/meetings/contract/effect.ts';
import type { InputOf } from '#platform/shared/contract.ts';
import { useReadPages } from '../../data.ts';
import { paths } from '../../paths.ts';
import { useTexts } from '../../texts/texts.ts';
import { Go } from '../../ui/Go.tsx';
import { ProblemNotice } from '../../ui/ProblemNotice.tsx';
import classes from './meetings.module.css';

/** A figure of who would move that was opened. */
export interface OpenedMoves {
  title: string;
  asked: InputOf<typeof listMoved>;
}

export function MovedPeople({ opened, onClose }: { opened: OpenedMoves | null; onClose: () => void }) {
  const { ui } = useTexts();
  return (
    <Drawer
      opened={opened !== null}
      onClose={onClose}
      title={opened?.title}
      position="right"
      size={480}
      closeButtonProps={{ 'aria-label': ui.common.close }}
    >
      {opened && <Listed opened={opened} />}
    </Drawer>
  );
}

function Listed({ opened }: { opened: OpenedMoves }) {
  const { meetings, profile } = useTexts();
  const { effect: texts } = meetings.decisions;
  const leads = opened.asked.of === 'leads';
  const list = useReadPages(listMoved, { ...opened.asked, limit: 50 }, { topics: ['contact', 'profile'], keep: false });
  const rows = list.data?.pages.flatMap(({ items }) => items) ?? [];
  return (
    <>
      {list.error && <ProblemNotice problem={list.error} onRetry={() => void list.refetch()} />}
      {list.data && rows.length === 0 && <p>{profile.evidence.none}</p>}
      <ul className={classes.list} aria-label={opened.title}>
        {rows.map(({ id, contactId, name, from, to }) => (
          <li key={id} className={classes.between}>
            {contactId ? (
              <Go to={leads ? paths.lead(id) : paths.contact(contactId)}>{name ?? id}</Go>
            ) : (
              <span className={classes.quiet}>{meetings.agenda.hidden}</span>
            )}
            <span className={classes.quiet}>{texts.fromTo(from, to)}</span>
          </li>
        ))}
      </ul>
      {list.hasNextPage && (
        <Button mt="md" variant="default" onClick={() => void list.fetchNextPage()} loading={list.isFetchingNextPage}>
          {profile.evidence.more}
        </Button>
      )}
    </>
  );
}
