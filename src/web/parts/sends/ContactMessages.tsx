import { Button } from '@mantine/core';
import { listContactMessages } from '#modules/sends/contract/messages.ts';
import { useReadPages } from '../../data.ts';
import { useTexts } from '../../texts/texts.ts';
import classes from '../gate/gate.module.css';
import { MessageLine } from './MessageLine.tsx';

const FEW = 5;

/** What a person got from both teams, is to get, or did not get and why. */
export function ContactMessages({ contactId }: { contactId: string }) {
  const { messages: texts } = useTexts().sends;
  const list = useReadPages(listContactMessages, { id: contactId, limit: FEW }, { topics: ['message', `contact:${contactId}`] });
  const rows = list.data?.pages.flatMap((page) => page.items);
  if (!rows) return null;
  return (
    <>
      {rows.length === 0 && <p className={classes.quiet}>{texts.panelNone}</p>}
      <ul className={classes.list}>
        {rows.map((row) => (
          <MessageLine key={row.id} message={row} about />
        ))}
      </ul>
      {list.hasNextPage && (
        <Button
          size="compact-sm"
          variant="default"
          w="fit-content"
          loading={list.isFetchingNextPage}
          onClick={() => void list.fetchNextPage()}
        >
          {texts.panelAll}
        </Button>
      )}
    </>
  );
}
