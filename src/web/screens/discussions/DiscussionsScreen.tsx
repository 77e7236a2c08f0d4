import { listDiscussions, type Summary } from '#modules/discussions/contract.ts';
import { tableOf, useReadPages } from '../../data.ts';
import { useFormat } from '../../format.ts';
import { DiscussionMark } from '../../parts/discussions/DiscussionMark.tsx';
import { paths } from '../../paths.ts';
import { useUrlState } from '../../place.ts';
import { useTexts } from '../../texts/texts.ts';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { Side, When } from '../../ui/marks.tsx';
import { Page } from '../../ui/Page.tsx';
import { DataTable } from '../../ui/table/DataTable.tsx';

const TABS = ['open', 'mine', 'closed'] as const;
const DEFAULTS = { tab: 'open' as string };

/** What the two teams talk about: open ones by the day an answer is owed, closed ones with their outcome. */
export function DiscussionsScreen() {
  const texts = useTexts().discussions;
  const format = useFormat();
  const [state, change] = useUrlState(DEFAULTS);
  const tab = TABS.find((one) => one === state.tab) ?? 'open';
  const list = useReadPages(listDiscussions, { which: tab }, { topics: ['discussion'] });
  const counts = list.data?.pages[0]?.counts;
  const columns = useColumns(tab === 'closed');
  return (
    <Page
      title={texts.title}
      lead={texts.lead}
      fill
      tabs={TABS.map((id) => ({ id, title: texts.tabs[id], ...(counts && id !== 'closed' ? { count: format.number(counts[id]) } : {}) }))}
      tab={tab}
      onTab={(id) => change({ tab: id })}
    >
      <DataTable<Summary>
        id={`discussions.${tab}`}
        label={texts.title}
        columns={columns}
        {...tableOf(list)}
        rowId={(row) => row.id}
        rowName={(row) => row.what || texts.erased}
        href={(row) => paths.discussion(row.id)}
        empty={
          <EmptyState title={tab === 'closed' ? texts.emptyClosed : texts.empty} {...(tab === 'closed' ? {} : { body: texts.emptyBody })} />
        }
      />
    </Page>
  );
}

function useColumns(closed: boolean) {
  const texts = useTexts().discussions;
  const format = useFormat();
  const { columns } = texts;
  const subject = (row: Summary) =>
    row.total > 1 ? texts.aboutMany(texts.subjects[row.subject], format.number(row.total)) : texts.subjects[row.subject];
  const what = { id: 'what', title: columns.what, width: 320, render: (row: Summary) => row.what || texts.erased };
  const about = { id: 'about', title: columns.about, width: 180, render: subject };
  const raised = {
    id: 'raised',
    title: columns.raised,
    width: 170,
    render: (row: Summary) => (
      <>
        {row.raisedBy?.name ?? '–'} · <When at={row.raisedAt} />
      </>
    ),
  };
  const outcome = {
    id: 'outcome',
    title: columns.outcome,
    width: 380,
    render: (row: Summary) => row.outcome && `${texts.outcomes[row.outcome]}: ${row.outcomeNote || texts.erased}`,
  };
  if (closed) return [what, outcome, about, raised];
  return [
    what,
    {
      id: 'state',
      title: columns.state,
      width: 175,
      render: (row: Summary) => <DiscussionMark of={row} />,
    },
    { id: 'due', title: columns.due, width: 120, render: (row: Summary) => <When at={row.dueOn} /> },
    {
      id: 'asked',
      title: columns.asked,
      width: 200,
      render: (row: Summary) => (
        <>
          <Side side={row.toParty} /> {row.answerer?.name ?? texts.nobody}
        </>
      ),
    },
    about,
    raised,
  ];
}
