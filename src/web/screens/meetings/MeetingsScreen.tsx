import { Button } from '@mantine/core';
import { useState } from 'react';
import { listMeetings, type Summary } from '#modules/meetings/contract/meetings.ts';
import { tableOf, useReadPages } from '../../data.ts';
import { useFormat } from '../../format.ts';
import { Compliance } from '../../parts/meetings/Compliance.tsx';
import { Feed } from '../../parts/meetings/Feed.tsx';
import { MeetingForm } from '../../parts/meetings/MeetingForm.tsx';
import { SharedDays } from '../../parts/meetings/SharedDays.tsx';
import { MeetingMark, SeatWords } from '../../parts/meetings/words.tsx';
import { paths } from '../../paths.ts';
import { useUrlState } from '../../place.ts';
import { useCan } from '../../session.ts';
import { useTexts } from '../../texts/texts.ts';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { Page } from '../../ui/Page.tsx';
import { DataTable } from '../../ui/table/DataTable.tsx';

const TABS = ['coming', 'past', 'compliance', 'together', 'calendar'] as const;
const DEFAULTS = { tab: 'coming' as string };

/** Meetings of both teams: those to come, those held, whether the rule of guests is kept, and who sits with whom. */
export function MeetingsScreen() {
  const texts = useTexts().meetings;
  const [state, change] = useUrlState(DEFAULTS);
  const [planning, setPlanning] = useState(false);
  const mayPlan = useCan('agreement:write');
  const tab = TABS.find((one) => one === state.tab) ?? 'coming';
  const isList = tab === 'coming' || tab === 'past';
  const plan = mayPlan && <Button onClick={() => setPlanning(true)}>{texts.plan}</Button>;
  return (
    <Page
      title={texts.title}
      lead={texts.lead}
      fill={isList}
      tabs={TABS.map((id) => ({ id, title: texts.tabs[id] }))}
      tab={tab}
      onTab={(id) => change({ tab: id })}
      actions={plan}
    >
      {isList && <MeetingList which={tab} />}
      {tab === 'calendar' && <Feed />}
      {tab === 'compliance' && <Compliance />}
      {tab === 'together' && <SharedDays />}
      {planning && <MeetingForm onClose={() => setPlanning(false)} />}
    </Page>
  );
}

function MeetingList({ which }: { which: 'coming' | 'past' }) {
  const texts = useTexts().meetings;
  const format = useFormat();
  const list = useReadPages(listMeetings, { which }, { topics: ['meeting'] });
  const { columns } = texts;
  return (
    <DataTable<Summary>
      id={`meetings.${which}`}
      label={texts.tabs[which]}
      columns={[
        { id: 'what', title: columns.what, width: 200, render: (row) => row.title },
        { id: 'when', title: columns.when, width: 165, render: (row) => `${format.date(row.startsAt)} ${format.time(row.startsAt)}` },
        {
          id: 'kind',
          title: columns.kind,
          width: 155,
          render: (row) => texts.kinds[row.kind] + (row.side ? ` · ${texts.sides[row.side]}` : ''),
        },
        {
          id: 'seats',
          title: columns.seats,
          width: 340,
          render: (row) => row.state !== 'cancelled' && row.state !== 'missed' && <SeatWords of={row} />,
        },
        { id: 'state', title: columns.state, width: 110, render: (row) => <MeetingMark of={row} /> },
      ]}
      {...tableOf(list)}
      rowId={(row) => row.id}
      rowName={(row) => row.title}
      href={(row) => paths.meeting(row.id)}
      empty={
        <EmptyState title={which === 'past' ? texts.emptyPast : texts.empty} {...(which === 'past' ? {} : { body: texts.emptyBody })} />
      }
    />
  );
}
