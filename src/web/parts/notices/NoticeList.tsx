import { Button } from '@mantine/core';
import { listNotices, readNotice } from '#modules/notices/contract.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { useReadPages, useWrite } from '../../data.ts';
import { useTexts } from '../../texts/texts.ts';
import { useGo } from '../../ui/Go.tsx';
import { When } from '../../ui/marks.tsx';
import { ProblemNotice } from '../../ui/ProblemNotice.tsx';
import classes from './notices.module.css';

type Notice = OutputOf<typeof listNotices>['items'][number];

/** Only an address of this app is followed. */
function isInside(link: string | null): link is string {
  return link !== null && /^\/(?![/\\])/.test(link);
}

/** A person's notices, newest first; opening one marks it as read. */
export function NoticeList({ onOpen }: { onOpen: () => void }) {
  const { notices } = useTexts();
  const go = useGo();
  const list = useReadPages(listNotices, { limit: 20 }, { topics: ['notice'] });
  const read = useWrite(readNotice, { invalidates: ['notice'] });
  const items = list.data?.pages.flatMap((page) => page.items) ?? [];
  const open = (notice: Notice) => {
    if (!notice.readAt) read.mutate({ id: notice.id });
    if (!isInside(notice.link)) return;
    onOpen();
    go(notice.link);
  };
  if (list.error) return <ProblemNotice problem={list.error} onRetry={list.refetch} />;
  if (list.isSuccess && items.length === 0) return <p className={classes.empty}>{notices.empty}</p>;
  return (
    <>
      <ul className={classes.list}>
        {items.map((notice) => (
          <li key={notice.id}>
            <button type="button" className={classes.notice} data-unread={!notice.readAt || undefined} onClick={() => open(notice)}>
              <span className={classes.title}>
                {notice.title}
                {!notice.readAt && <span className="hidden-from-sight"> ({notices.markUnread})</span>}
              </span>
              {notice.body && <span className={classes.body}>{notice.body}</span>}
              <span className={classes.body}>
                <When at={notice.createdAt} />
              </span>
            </button>
          </li>
        ))}
      </ul>
      {list.hasNextPage && (
        <Button variant="subtle" size="compact-sm" loading={list.isFetchingNextPage} onClick={() => list.fetchNextPage()}>
          {notices.older}
        </Button>
      )}
    </>
  );
}
