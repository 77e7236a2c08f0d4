import { Button, NativeSelect } from '@mantine/core';
import { useState } from 'react';
import { listMembers, listTeams } from '#modules/team/contract/members.ts';
import { MEMBER_STATUSES, type MemberStatus } from '#modules/team/schema.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { useRead } from '../../data.ts';
import { paths } from '../../paths.ts';
import { useUrlState } from '../../place.ts';
import { useCan } from '../../session.ts';
import { type Texts, useTexts } from '../../texts/texts.ts';
import { Mark, Side } from '../../ui/marks.tsx';
import type { Column } from '../../ui/table/columns.ts';
import { DataTable } from '../../ui/table/DataTable.tsx';
import { InviteForm } from './InviteForm.tsx';
import { SettingsPage } from './SettingsPage.tsx';
import { Teams } from './Teams.tsx';

type Person = OutputOf<typeof listMembers>['items'][number];

const DEFAULTS = { tab: 'people', status: 'all' };

export function TeamScreen() {
  const { settings } = useTexts();
  const texts = settings.team;
  const [state, change] = useUrlState(DEFAULTS);
  const [inviting, setInviting] = useState(false);
  const mayInvite = useCan('team:write');
  const list = useRead(listMembers, state.status === 'all' ? {} : { status: state.status as MemberStatus }, {
    topics: ['member'],
    keep: true,
  });
  const { data: teams } = useRead(listTeams, {}, { topics: ['team'] });
  const teamNames = new Map(teams?.items.map((team) => [team.id, team.name]));
  const invite = <Button onClick={() => setInviting(true)}>{texts.invite}</Button>;
  return (
    <SettingsPage
      title={settings.sections.team.title}
      fill={state.tab === 'people'}
      actions={mayInvite ? invite : undefined}
      tabs={[
        { id: 'people', title: texts.people },
        { id: 'teams', title: texts.teams },
      ]}
      tab={state.tab}
      onTab={(tab) => change({ tab })}
    >
      {state.tab === 'teams' ? (
        <Teams />
      ) : (
        <DataTable
          id="members"
          label={texts.people}
          columns={columnsOf(settings, teamNames)}
          rows={list.data?.items}
          rowId={(row) => row.id}
          rowName={(row) => row.name}
          href={(row) => paths.member(row.id)}
          stale={list.isPlaceholderData}
          problem={list.error}
          onRetry={list.refetch}
          tools={
            <NativeSelect
              aria-label={texts.filter}
              value={state.status}
              onChange={(event) => change({ status: event.currentTarget.value })}
              data={[
                { value: 'all', label: texts.everyone },
                ...MEMBER_STATUSES.map((status) => ({ value: status as string, label: settings.status[status] })),
              ]}
            />
          }
          empty={texts.noPeople}
        />
      )}
      <InviteForm opened={inviting} onClose={() => setInviting(false)} />
    </SettingsPage>
  );
}

function columnsOf(settings: Texts['settings'], teamNames: ReadonlyMap<string, string>): Column<Person>[] {
  const texts = settings.team;
  return [
    { id: 'name', title: texts.name, width: 220, render: (row) => row.name },
    { id: 'roles', title: texts.rolesLabel, width: 220, render: (row) => row.roles.map((role) => settings.roles[role]).join(', ') || '–' },
    { id: 'department', title: texts.department, width: 140, render: (row) => <Department of={row.department} /> },
    { id: 'team', title: texts.team, width: 140, render: (row) => (row.teamId && teamNames.get(row.teamId)) || '–' },
    {
      id: 'status',
      title: texts.statusLabel,
      width: 170,
      render: (row) => <Mark>{row.status === 'active' && row.onLeave ? texts.onLeave : settings.status[row.status]}</Mark>,
    },
    { id: 'email', title: texts.email, width: 240, render: (row) => (row.status === 'placeholder' ? '–' : row.email) },
  ];
}

function Department({ of }: { of: Person['department'] }) {
  const { settings } = useTexts();
  if (of === 'sales' || of === 'marketing') return <Side side={of} />;
  return <>{of ? settings.departments[of] : '–'}</>;
}
