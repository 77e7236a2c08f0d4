import { Button } from '@mantine/core';
import { listChangeNotices } from '#modules/offers/contract/changes.ts';
import { useReadPages } from '../../data.ts';
import { useFormat } from '../../format.ts';
import { ChangeCard } from '../../parts/offers/ChangeCard.tsx';
import { NoticeTermsPanel } from '../../parts/offers/NoticeTermsPanel.tsx';
import classes from '../../parts/offers/offers.module.css';
import { useUrlState } from '../../place.ts';
import { useTexts } from '../../texts/texts.ts';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { Page } from '../../ui/Page.tsx';
import { ProblemNotice } from '../../ui/ProblemNotice.tsx';

const DEFAULTS = { show: 'waiting' as string };

/** What changed in offers and claims: first what waits for the reader. */
export function ChangesScreen() {
  const texts = useTexts().changes;
  const format = useFormat();
  const [state, change] = useUrlState(DEFAULTS);
  const show = state.show === 'all' ? ('all' as const) : ('waiting' as const);
  const list = useReadPages(listChangeNotices, { show, limit: 20 }, { topics: ['change_notice', 'offer'] });
  const items = list.data?.pages.flatMap((page) => page.items) ?? [];
  const waiting = list.data?.pages[0]?.waiting ?? 0;
  return (
    <Page
      title={texts.title}
      lead={texts.lead}
      tabs={[
        { id: 'waiting', title: texts.waitingTab, ...(waiting > 0 ? { count: format.number(waiting) } : {}) },
        { id: 'all', title: texts.allTab },
      ]}
      tab={show}
      onTab={(id) => change({ show: id })}
    >
      {list.error && <ProblemNotice problem={list.error} onRetry={() => void list.refetch()} />}
      {list.data && items.length === 0 && <EmptyState title={show === 'waiting' ? texts.waitingEmpty : texts.allEmpty} />}
      {items.map((notice) => (
        <ChangeCard key={notice.id} notice={notice} />
      ))}
      {list.hasNextPage && (
        <div className={classes.line}>
          <Button variant="default" loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
            {texts.more}
          </Button>
        </div>
      )}
      <NoticeTermsPanel />
    </Page>
  );
}
