import { Button, NativeSelect } from '@mantine/core';
import { listConversations, VIEWS } from '#modules/mailboxes/contract/conversations.ts';
import { listMailboxes } from '#modules/mailboxes/contract/mailboxes.ts';
import { useRead, useReadPages } from '../../data.ts';
import { useFormat } from '../../format.ts';
import { ConversationList } from '../../parts/mailboxes/ConversationList.tsx';
import { paths } from '../../paths.ts';
import { useUrlState } from '../../place.ts';
import { useTexts } from '../../texts/texts.ts';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { Go } from '../../ui/Go.tsx';
import { Page } from '../../ui/Page.tsx';
import { ProblemNotice } from '../../ui/ProblemNotice.tsx';

type View = (typeof VIEWS)[number];
const DEFAULTS = { view: 'unanswered', mailbox: '' };

/** Conversations by mail: those that wait first, the longest waiting on top. */
export function InboxScreen() {
  const { mailboxes: texts, ui } = useTexts();
  const format = useFormat();
  const [state, change] = useUrlState(DEFAULTS);
  const view = VIEWS.find((one) => one === state.view) ?? 'unanswered';
  const boxes = useRead(listMailboxes, {}, { topics: ['mailbox'] }).data?.items ?? [];
  const list = useReadPages(
    listConversations,
    { view, ...(state.mailbox ? { mailboxId: state.mailbox } : {}), limit: 50 },
    { topics: ['conversation'] },
  );
  const rows = list.data?.pages.flatMap((page) => page.items) ?? [];
  const counts: Partial<Record<View, number>> = list.data?.pages[0]?.counts ?? {};
  const title = (one: View) => {
    const n = counts[one];
    return n ? texts.counted(texts.views[one], format.number(n)) : texts.views[one];
  };
  return (
    <Page
      title={texts.title}
      lead={texts.lead}
      tabs={VIEWS.map((one) => ({ id: one, title: title(one) }))}
      tab={view}
      onTab={(next) => change({ view: next })}
    >
      {boxes.length > 1 && (
        <NativeSelect
          label={texts.mailbox}
          maw={280}
          mb={12}
          value={state.mailbox}
          onChange={(event) => void change({ mailbox: event.currentTarget.value })}
          data={[{ value: '', label: texts.allMailboxes }, ...boxes.map(({ id, name }) => ({ value: id, label: name }))]}
        />
      )}
      {list.error && <ProblemNotice problem={list.error} onRetry={() => void list.refetch()} />}
      {list.data && rows.length === 0 && (
        <EmptyState
          title={texts.empty[view]}
          body={boxes.length === 0 ? texts.emptyBody : undefined}
          actions={
            boxes.length === 0 && (
              <Button component={Go} to={paths.settings('mailboxes')}>
                {texts.setUp}
              </Button>
            )
          }
        />
      )}
      {rows.length > 0 && <ConversationList rows={rows} label={texts.list} />}
      {list.hasNextPage && (
        <Button variant="default" mt={12} onClick={() => void list.fetchNextPage()} loading={list.isFetchingNextPage}>
          {ui.table.loadMore}
        </Button>
      )}
    </Page>
  );
}
