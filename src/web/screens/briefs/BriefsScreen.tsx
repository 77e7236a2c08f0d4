import { Button } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { type BriefSummary, draftBrief, listBriefs } from '#modules/briefs/contract.ts';
import { PARTIES } from '#modules/signatures/schema.ts';
import { dayIn } from '#platform/shared/calendar.ts';
import { tableOf, useReadPages, useWrite } from '../../data.ts';
import { useFormat } from '../../format.ts';
import { useNow } from '../../now.ts';
import { PersonName } from '../../parts/team/PersonName.tsx';
import { paths } from '../../paths.ts';
import { useCan, useSession } from '../../session.ts';
import { useTexts } from '../../texts/texts.ts';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { useGo } from '../../ui/Go.tsx';
import { Mark, Side, When } from '../../ui/marks.tsx';
import { Page } from '../../ui/Page.tsx';
import { DataTable } from '../../ui/table/DataTable.tsx';
import { useToast } from '../../ui/toast.tsx';

/** The monthly briefs of both teams. */
export function BriefsScreen() {
  const texts = useTexts().briefs;
  const list = useReadPages(listBriefs, {}, { topics: ['brief'] });
  const columns = useColumns();
  return (
    <Page title={texts.title} lead={texts.lead} fill actions={<DraftNow />}>
      <DataTable<BriefSummary>
        id="briefs"
        label={texts.title}
        columns={columns}
        {...tableOf(list)}
        rowId={(row) => row.id}
        rowName={(row) => row.month}
        href={(row) => paths.brief(row.id)}
        empty={<EmptyState title={texts.empty} body={texts.emptyBody} />}
      />
    </Page>
  );
}

/** The brief of this month before it ends: for whoever leads a team. */
function DraftNow() {
  const texts = useTexts().briefs;
  const toast = useToast();
  const go = useGo();
  const session = useSession();
  const now = useNow();
  const may = useCan('brief:write');
  const draft = useWrite(draftBrief, { invalidates: ['brief'], onDone: ({ id }) => void go(paths.brief(id)) });
  const party = PARTIES.find((one) => one === session.member.department);
  if (!may || !party) return null;
  const month = `${dayIn(session.workspace.timeZone, new Date(now).toISOString()).slice(0, 8)}01`;
  return (
    <Button variant="default" loading={draft.isPending} onClick={() => void draft.mutateAsync({ party, month }).catch(toast.problem)}>
      {texts.draftNow}
    </Button>
  );
}

function useColumns() {
  const texts = useTexts().briefs;
  const format = useFormat();
  const { columns } = texts;
  return [
    {
      id: 'brief',
      title: columns.brief,
      width: 240,
      render: (row: BriefSummary) => (
        <>
          <Side side={row.party} /> {format.month(row.month)}
        </>
      ),
    },
    { id: 'state', title: columns.state, width: 180, render: (row: BriefSummary) => <BriefMark of={row} /> },
    { id: 'due', title: columns.due, width: 130, render: (row: BriefSummary) => <When at={row.dueOn} /> },
    { id: 'owner', title: columns.owner, width: 170, render: (row: BriefSummary) => <PersonName person={row.owner} /> },
    { id: 'sent', title: columns.sent, width: 130, render: (row: BriefSummary) => <When at={row.sentAt} /> },
    {
      id: 'read',
      title: columns.read,
      width: 110,
      render: (row: BriefSummary) => (row.state === 'sent' ? texts.readOf(format.number(row.read.k), format.number(row.read.n)) : '–'),
    },
  ];
}

export function BriefMark({ of }: { of: Pick<BriefSummary, 'state' | 'overdue' | 'unread'> }) {
  const texts = useTexts().briefs;
  if (of.overdue)
    return (
      <Mark tone="late" icon={IconAlertTriangle}>
        {texts.overdue}
      </Mark>
    );
  return <Mark>{of.unread ? texts.unread : texts.states[of.state]}</Mark>;
}
