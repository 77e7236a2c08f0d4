import { Button } from '@mantine/core';
import { useState } from 'react';
import { listDisputes, listReviewCases, withdrawDispute } from '#modules/handoffs/contract/disputes.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { useRead, useWrite } from '../../data.ts';
import { useFormat } from '../../format.ts';
import { BlindCases } from '../../parts/handoffs/BlindCases.tsx';
import { RuleForm } from '../../parts/handoffs/DisputeForms.tsx';
import { TaxonomyHealth } from '../../parts/handoffs/TaxonomyHealth.tsx';
import { paths } from '../../paths.ts';
import { useUrlState } from '../../place.ts';
import { useCan } from '../../session.ts';
import { useTexts } from '../../texts/texts.ts';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { Mark, When } from '../../ui/marks.tsx';
import { Page } from '../../ui/Page.tsx';
import { DataTable } from '../../ui/table/DataTable.tsx';
import { useToast } from '../../ui/toast.tsx';

type Row = OutputOf<typeof listDisputes>['items'][number];
const TABS = ['disputes', 'judge', 'health'] as const;
const DEFAULTS = { tab: 'disputes' as string };

/** Rejections that Marketing disputes, the blind cases to judge, and whether both sides mean the same. */
export function DisputesScreen() {
  const texts = useTexts().disputes;
  const format = useFormat();
  const [state, change] = useUrlState(DEFAULTS);
  const mayJudge = useCan('lead:return');
  const tab = TABS.find((one) => one === state.tab) ?? 'disputes';
  const list = useRead(listDisputes, {}, { topics: ['dispute'] });
  const cases = useRead(listReviewCases, {}, { topics: ['dispute'], when: mayJudge });
  const [ruling, setRuling] = useState<Row | null>(null);
  const columns = useColumns(setRuling);
  const counts = { disputes: list.data?.open, judge: cases.data?.items.length, health: undefined };
  return (
    <Page
      title={texts.title}
      lead={texts.lead}
      tabs={TABS.filter((id) => id !== 'judge' || mayJudge).map((id) => ({
        id,
        title: texts.tabs[id],
        ...(counts[id] ? { count: format.number(counts[id]) } : {}),
      }))}
      tab={tab}
      onTab={(id) => change({ tab: id })}
    >
      {tab === 'disputes' && (
        <DataTable<Row>
          id="disputes"
          label={texts.title}
          columns={columns}
          rows={list.data?.items}
          rowId={(row) => row.id}
          rowName={(row) => row.name ?? texts.others}
          href={(row) => (row.name === null ? paths.disputes() : paths.lead(row.leadId))}
          problem={list.error}
          onRetry={() => void list.refetch()}
          empty={<EmptyState title={texts.empty} body={texts.emptyBody} />}
        />
      )}
      {tab === 'judge' && cases.data && <BlindCases cases={cases.data} />}
      {tab === 'health' && <TaxonomyHealth />}
      {ruling && <RuleForm id={ruling.id} onClose={() => setRuling(null)} />}
    </Page>
  );
}

function useColumns(onRule: (row: Row) => void) {
  const { disputes: texts, ui } = useTexts();
  const format = useFormat();
  const toast = useToast();
  const withdraw = useWrite(withdrawDispute, { invalidates: ['dispute'] });
  const { columns } = texts;
  const stateOf = (row: Row) => {
    if (row.ruling) return <Mark>{texts.rulings[row.ruling]}</Mark>;
    return row.judged < 2 ? texts.judged(format.number(row.judged)) : texts.differ;
  };
  const said = (row: Row) => row.judgments.map(({ party, judgment }) => `${ui.sides[party]}: ${texts.judgments[judgment]}`).join(' · ');
  return [
    { id: 'lead', title: columns.lead, width: 190, render: (row: Row) => row.name ?? texts.others },
    {
      id: 'state',
      title: columns.state,
      width: 190,
      render: (row: Row) => <span title={row.rulingNote ?? undefined}>{stateOf(row)}</span>,
    },
    { id: 'said', title: columns.said, width: 260, render: (row: Row) => said(row) || '–' },
    {
      id: 'act',
      title: columns.act,
      width: 180,
      render: (row: Row) => (
        <>
          {row.mayRule && (
            <Button size="compact-sm" onClick={() => onRule(row)}>
              {texts.rule}
            </Button>
          )}{' '}
          {row.mayWithdraw && (
            <Button
              size="compact-sm"
              variant="subtle"
              onClick={() =>
                void withdraw
                  .mutateAsync({ id: row.id })
                  .then(() => toast.done(texts.withdrawn))
                  .catch(toast.problem)
              }
            >
              {texts.withdraw}
            </Button>
          )}
        </>
      ),
    },
    { id: 'reason', title: columns.reason, width: 150, render: (row: Row) => row.reason ?? '–' },
    { id: 'why', title: columns.why, width: 280, render: (row: Row) => row.why ?? '–' },
    { id: 'raised', title: columns.raised, width: 130, render: (row: Row) => <When at={row.raisedAt} /> },
  ];
}
