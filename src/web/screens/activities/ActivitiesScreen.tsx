import { NativeSelect } from '@mantine/core';
import { listActivities, readTimeliness } from '#modules/activities/contract.ts';
import {
  ACTIVITY_KINDS,
  type ActivityKind,
  type ActivityRow,
  INSIGHT_KINDS,
  SIDES,
  type Side as SideOf,
} from '#modules/activities/schema.ts';
import { listMembers } from '#modules/team/contract/members.ts';
import { tableOf, useRead, useReadPages } from '../../data.ts';
import { type Format, useFormat } from '../../format.ts';
import { headlineOf, lateBy, saidIn } from '../../parts/activities/describe.ts';
import { paths } from '../../paths.ts';
import { useUrlState } from '../../place.ts';
import { useCan } from '../../session.ts';
import { type Texts, useTexts } from '../../texts/texts.ts';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { Figure, Figures } from '../../ui/Figure.tsx';
import { Go } from '../../ui/Go.tsx';
import { Side, When } from '../../ui/marks.tsx';
import { Page } from '../../ui/Page.tsx';
import type { Column } from '../../ui/table/columns.ts';
import { DataTable } from '../../ui/table/DataTable.tsx';

/** `from` and `to` come with the address of a figure that opens its rows here. */
const DEFAULTS = { kind: '', side: '', member: '', team: '', logged: '', said: '', from: '', to: '' };
type State = typeof DEFAULTS;

/** The ledger across all records: the rows behind a figure, and how soon talks are written down. */
export function ActivitiesScreen() {
  const all = useTexts();
  const texts = all.activities.list;
  const format = useFormat();
  const [state, change] = useUrlState(DEFAULTS);
  const list = useReadPages(listActivities, filterOf(state), { topics: ['activity'] });
  return (
    <Page title={texts.title} lead={texts.lead} fill>
      {useCan('report:read') && <TimelinessFigures />}
      <DataTable
        id="activities"
        label={texts.title}
        columns={columnsFor(all, format)}
        {...tableOf(list)}
        rowId={(row) => row.id}
        rowName={(row) => headlineOf(row, all, format)}
        href={(row) => hrefOf(row)}
        tools={<Tools state={state} change={change} />}
        empty={<EmptyState title={texts.empty} />}
        card={(row) => (
          <>
            <When at={row.occurredAt} /> {row.member?.name} {(row.contact ?? row.company)?.name}
          </>
        )}
      />
    </Page>
  );
}

function filterOf(state: State) {
  const kind = ACTIVITY_KINDS.find((one) => one === state.kind);
  const side = SIDES.find((one) => one === state.side);
  const insight = INSIGHT_KINDS.find((one) => one === state.said);
  const logged = state.logged === 'on_time' || state.logged === 'late' ? state.logged : undefined;
  return {
    ...(kind ? { kinds: [kind as ActivityKind] } : {}),
    ...(side ? { side: side as SideOf } : {}),
    ...(state.member ? { memberId: state.member } : {}),
    ...(state.team ? { teamId: state.team } : {}),
    ...(logged ? { logged: logged as 'on_time' | 'late' } : {}),
    ...(insight ? { insight } : {}),
    ...(state.from ? { from: state.from } : {}),
    ...(state.to ? { to: state.to } : {}),
  };
}

function hrefOf({ contact, deal, company, campaign }: ActivityRow): string {
  if (contact) return paths.contact(contact.id);
  if (deal) return paths.deal(deal.id);
  if (company) return paths.company(company.id);
  return campaign ? paths.campaign(campaign.id) : paths.activities();
}

function TimelinessFigures() {
  const texts = useTexts().activities.list;
  const format = useFormat();
  const { data } = useRead(readTimeliness, {}, { topics: ['activity'] });
  if (!data || data.total.n === 0) return null;
  const { from } = data;
  const { n, onTime, medianHours, p90Hours } = data.total;
  const hours = (value: number | null) => (value === null ? '–' : format.duration(value * 3_600_000));
  return (
    <Figures>
      <Figure
        label={texts.timeliness}
        rate={{ k: onTime, n }}
        to={paths.activities({ logged: 'on_time', from })}
        definition={texts.judged}
      />
      <Figure label={texts.median} value={hours(medianHours)} />
      <Figure label={texts.p90} value={hours(p90Hours)} to={paths.activities({ logged: 'late', from })} />
    </Figures>
  );
}

function Tools({ state, change }: { state: State; change: (next: Partial<State>) => void }) {
  const { activities } = useTexts();
  const texts = activities.list;
  const { data: members } = useRead(listMembers, {}, { topics: ['member'] });
  const select = (name: keyof State, label: string, options: { value: string; label: string }[]) => (
    <NativeSelect
      key={name}
      size="xs"
      aria-label={label}
      value={state[name]}
      onChange={(event) => change({ [name]: event.currentTarget.value })}
      data={options}
    />
  );
  return (
    <>
      {select('kind', texts.kind, [
        { value: '', label: texts.anyKind },
        ...ACTIVITY_KINDS.map((kind) => ({ value: kind, label: activities.kinds[kind] })),
      ])}
      {select('side', texts.side, [
        { value: '', label: texts.anySide },
        ...SIDES.map((side) => ({ value: side, label: activities.sides[side] })),
      ])}
      {select('member', texts.who, [
        { value: '', label: texts.anyone },
        ...(members?.items ?? []).map((member) => ({ value: member.id, label: member.name })),
      ])}
      {select('logged', texts.timing, [
        { value: '', label: texts.anyTiming },
        { value: 'on_time', label: texts.onTime },
        { value: 'late', label: texts.late },
      ])}
      {select('said', texts.said, [
        { value: '', label: `${texts.said}: ${texts.anySaid}` },
        ...INSIGHT_KINDS.map((kind) => ({ value: kind, label: activities.insights[kind] })),
      ])}
    </>
  );
}

function columnsFor(all: Texts, format: Format): Column<ActivityRow>[] {
  const texts = all.activities;
  const named = (ref: { id: string; name: string } | null, to: (id: string) => string) =>
    ref ? <Go to={to(ref.id)}>{ref.name || '–'}</Go> : '–';
  return [
    {
      id: 'what',
      title: texts.list.what,
      width: 320,
      render: (row) => (row.retracted ? <s>{headlineOf(row, all, format)}</s> : headlineOf(row, all, format)),
    },
    { id: 'when', title: texts.list.when, width: 130, render: (row) => <When at={row.occurredAt} /> },
    {
      id: 'side',
      title: texts.list.side,
      width: 110,
      render: (row) => (row.side === 'marketing' || row.side === 'sales' ? <Side side={row.side} /> : texts.sides[row.side]),
    },
    { id: 'who', title: texts.list.who, width: 140, render: (row) => row.member?.name ?? '–' },
    { id: 'with', title: texts.list.with, width: 180, render: (row) => named(row.contact, paths.contact) },
    { id: 'company', title: texts.list.company, width: 180, render: (row) => named(row.company, paths.company) },
    {
      id: 'logged',
      title: texts.list.logged,
      width: 120,
      render: (row) => {
        const late = lateBy(row);
        return late === null ? '–' : format.duration(late);
      },
    },
    {
      id: 'said',
      title: texts.list.said,
      optional: true,
      width: 260,
      render: (row) =>
        saidIn(row)
          .map((said) => said.text)
          .join(' · ') || '–',
    },
  ];
}
