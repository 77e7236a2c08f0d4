import { Button, Drawer } from '@mantine/core';
import { listTested } from '#modules/scoring/contract/lookback.ts';
import type { InputOf } from '#platform/shared/contract.ts';
import { useReadPages } from '../../data.ts';
import { useFormat } from '../../format.ts';
import { paths } from '../../paths.ts';
import { useTexts } from '../../texts/texts.ts';
import { Go } from '../../ui/Go.tsx';
import { ProblemNotice } from '../../ui/ProblemNotice.tsx';
import classes from './profile.module.css';

/** A figure of a back-test that was opened. */
export interface OpenedPeople {
  title: string;
  asked: InputOf<typeof listTested>;
}

/** The people behind a figure of a back-test. */
export function TestedPeople({ opened, onClose }: { opened: OpenedPeople | null; onClose: () => void }) {
  const { ui, profile } = useTexts();
  const texts = profile.evidence;
  const format = useFormat();
  const list = useReadPages(
    listTested,
    { ...(opened?.asked ?? { criteria: [] }), limit: 50 },
    { topics: ['contact', 'profile'], when: opened !== null, keep: false },
  );
  const first = list.data?.pages[0];
  // Of a single criterion there is no fit to speak of.
  const byFit = opened !== null && !opened.asked.criterion;
  const people = list.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <Drawer
      opened={opened !== null}
      onClose={onClose}
      title={opened && first ? texts.people(opened.title, format.number(first.n)) : opened?.title}
      position="right"
      size={480}
      closeButtonProps={{ 'aria-label': ui.common.close }}
    >
      {list.error && <ProblemNotice problem={list.error} onRetry={() => void list.refetch()} />}
      {first && people.length === 0 && <p>{texts.none}</p>}
      <ul className={classes.people}>
        {people.map((person) => (
          <li key={person.id}>
            <span>
              <Go to={paths.contact(person.id)}>{person.name || person.id}</Go> {person.company}
            </span>
            <span className={classes.evidence}>
              {[person.outcome === null ? texts.open : texts.outcome[person.outcome], ...(byFit ? [texts.fitOf(person.fit)] : [])].join(
                ' · ',
              )}
            </span>
          </li>
        ))}
      </ul>
      {list.hasNextPage && (
        <Button mt="md" variant="default" onClick={() => void list.fetchNextPage()} loading={list.isFetchingNextPage}>
          {texts.more}
        </Button>
      )}
    </Drawer>
  );
}
