import { Button } from '@mantine/core';
import { IconPhone, IconTrophy } from '@tabler/icons-react';
import { useRef, useState } from 'react';
import { getDeal, restoreDeal, trashDeal } from '#modules/deals/contract/deals.ts';
import { listInvoices, listOrders } from '#modules/orders/contract/documents.ts';
import { useRead, useWrite } from '../../data.ts';
import { ActivityTimeline } from '../../parts/activities/ActivityTimeline.tsx';
import { Composer, type ComposerHandle } from '../../parts/activities/Composer.tsx';
import { TaskPanel } from '../../parts/activities/TaskPanel.tsx';
import { DealTouches } from '../../parts/attribution/DealTouches.tsx';
import { Panel, RecordLayout } from '../../parts/companies/RecordLayout.tsx';
import { RecordMenu } from '../../parts/companies/RecordMenu.tsx';
import { RecordNotices } from '../../parts/companies/RecordNotices.tsx';
import { type Deal, DealFacts } from '../../parts/deals/DealFacts.tsx';
import { LostForm, useReopen, WonForm } from '../../parts/deals/OutcomeForms.tsx';
import { StageBar } from '../../parts/deals/StageBar.tsx';
import { HoldsPanel } from '../../parts/gate/HoldsPanel.tsx';
import { EngagementPanel } from '../../parts/library/Engagement.tsx';
import { NextAssets } from '../../parts/library/NextAssets.tsx';
import { DealSupport } from '../../parts/nurtures/DealSupport.tsx';
import { DocumentLines } from '../../parts/orders/DocumentLines.tsx';
import { RecordQuestions } from '../../parts/questions/RecordQuestions.tsx';
import { StoryPanel } from '../../parts/stories/StoryPanel.tsx';
import { paths } from '../../paths.ts';
import { useParam, useUrlState } from '../../place.ts';
import { useCan } from '../../session.ts';
import { useTexts } from '../../texts/texts.ts';
import { Mark, Money } from '../../ui/marks.tsx';
import { Page } from '../../ui/Page.tsx';
import { ProblemNotice } from '../../ui/ProblemNotice.tsx';
import { useToast } from '../../ui/toast.tsx';

const DEFAULTS = { show: [] as string[] };

export function DealScreen() {
  const { deals } = useTexts();
  const id = useParam('id');
  const { data: deal, error, refetch } = useRead(getDeal, { id }, { topics: [`deal:${id}`] });
  if (!deal)
    return (
      <Page title={error ? deals.title : undefined} crumbs={[{ title: deals.title, to: paths.deals() }]}>
        {error && <ProblemNotice problem={error} onRetry={() => void refetch()} />}
      </Page>
    );
  return <DealPage key={id} deal={deal} />;
}

function DealPage({ deal }: { deal: Deal }) {
  const { attribution, deals, record } = useTexts();
  const [state, change] = useUrlState(DEFAULTS);
  const [ending, setEnding] = useState<'won' | 'lost' | null>(null);
  const composer = useRef<ComposerHandle>(null);
  const { restore, trash } = useTrash(deal);
  const writable = deal.writable && deal.deletedAt === null;
  const about = {
    dealId: deal.id,
    ...(deal.contact ? { contactId: deal.contact.id } : {}),
    ...(deal.company ? { companyId: deal.company.id } : {}),
  };
  return (
    <Page
      title={deal.name}
      crumbs={[{ title: deals.title, to: paths.deals() }]}
      beside={<Status deal={deal} />}
      lead={
        typeof deal.amountMinor === 'number' ? (
          <Money value={{ amountMinor: deal.amountMinor, currency: deal.currency }} whole />
        ) : undefined
      }
      actions={writable && <Actions deal={deal} onEnd={setEnding} onCall={() => composer.current?.logCall()} trash={trash} />}
    >
      <RecordNotices record={{ ...deal, mergedInto: null }} mergedTo={null} onRestore={restore} />
      <StageBar deal={deal} onWon={() => setEnding('won')} onLost={() => setEnding('lost')} />
      <RecordLayout
        factsLabel={record.facts}
        facts={<DealFacts deal={deal} />}
        besideLabel={record.beside}
        beside={
          <>
            <Panel title={record.panels.tasks}>
              <TaskPanel about={about} />
            </Panel>
            <DealTouches dealId={deal.id} frame={(body) => <Panel title={attribution.deal.title}>{body}</Panel>} />
            {deal.contact && <DealNext deal={deal} contactId={deal.contact.id} />}
            <RecordQuestions about={{ subject: 'deal', id: deal.id, name: deal.name }} />
            <DealSupport dealId={deal.id} />
            <HoldsPanel entity="deal" id={deal.id} />
            <Documents dealId={deal.id} />
          </>
        }
      >
        {deal.status === 'won' && <StoryPanel dealId={deal.id} />}
        {writable && <Composer about={about} name={deal.name} handle={composer} />}
        <ActivityTimeline of="deal" id={deal.id} show={state.show} onShow={(show) => change({ show })} writable={writable} headings="h2" />
      </RecordLayout>
      {ending === 'won' && <WonForm deal={deal} onClose={() => setEnding(null)} />}
      {ending === 'lost' && <LostForm deal={deal} onClose={() => setEnding(null)} />}
    </Page>
  );
}

function DealNext({ deal, contactId }: { deal: Deal; contactId: string }) {
  const { sendNext } = useTexts().library;
  return (
    <>
      <NextAssets
        contactId={contactId}
        deal={{ id: deal.id, name: deal.name }}
        frame={(body) => <Panel title={sendNext.title}>{body}</Panel>}
      />
      <EngagementPanel contactId={contactId} />
    </>
  );
}

function Status({ deal }: { deal: Deal }) {
  const { status } = useTexts().deals;
  if (deal.status === 'won')
    return (
      <Mark tone="good" icon={IconTrophy}>
        {status.won}
      </Mark>
    );
  return <Mark>{deal.status === 'lost' ? status.lost : deal.stage.name}</Mark>;
}

interface ActionsProps {
  deal: Deal;
  onEnd: (how: 'won' | 'lost') => void;
  onCall: () => void;
  trash: (() => void) | undefined;
}

function Actions({ deal, onEnd, onCall, trash }: ActionsProps) {
  const { deals, activities } = useTexts();
  const reopen = useReopen();
  return (
    <>
      <Button leftSection={<IconPhone size={16} />} onClick={onCall} title={`${activities.log.call} (l)`}>
        {activities.log.call}
      </Button>
      {deal.status === 'open' ? (
        <>
          <Button variant="default" onClick={() => onEnd('won')}>
            {deals.won}
          </Button>
          <Button variant="default" onClick={() => onEnd('lost')}>
            {deals.lost}
          </Button>
        </>
      ) : (
        <Button variant="default" onClick={() => void reopen(deal)}>
          {deals.reopen}
        </Button>
      )}
      <RecordMenu onTrash={trash} />
    </>
  );
}

function Documents({ dealId }: { dealId: string }) {
  const { deals } = useTexts();
  const orders = useRead(listOrders, { dealId }, { topics: ['order'] });
  const invoices = useRead(listInvoices, { dealId }, { topics: ['invoice'] });
  if (!orders.data?.items.length && !invoices.data?.items.length) return null;
  return (
    <Panel title={deals.panels.money}>
      <DocumentLines orders={orders.data?.items ?? []} invoices={invoices.data?.items ?? []} />
    </Panel>
  );
}

function useTrash(deal: Deal) {
  const { record } = useTexts();
  const toast = useToast();
  const mayDelete = useCan('record:delete');
  const options = { invalidates: ['deal', 'company'] };
  const toTrash = useWrite(trashDeal, options);
  const fromTrash = useWrite(restoreDeal, options);
  const restore = () => fromTrash.mutateAsync({ id: deal.id }).catch(toast.problem);
  const trash = async () => {
    try {
      await toTrash.mutateAsync({ id: deal.id });
      toast.done(record.inTrash(deal.name), { undo: () => fromTrash.mutateAsync({ id: deal.id }) });
    } catch (problem) {
      toast.problem(problem);
    }
  };
  return { restore: mayDelete ? () => void restore() : undefined, trash: mayDelete ? () => void trash() : undefined };
}
