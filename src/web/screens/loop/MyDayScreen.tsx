import { Button, SegmentedControl, Skeleton } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { IconArrowLeft } from '@tabler/icons-react';
import { useEffect } from 'react';
import { getBrief } from '#modules/handoffs/contract/brief.ts';
import { listCandidates } from '#modules/handoffs/contract/handoffs.ts';
import { getQueue } from '#modules/handoffs/contract/queue.ts';
import { listPool } from '#modules/handoffs/contract/routing.ts';
import { useCommands } from '../../commands.ts';
import { useRead } from '../../data.ts';
import { useFormat } from '../../format.ts';
import { DueTasks } from '../../parts/activities/DueTasks.tsx';
import { OpenPromises } from '../../parts/goals/OpenPromises.tsx';
import classes from '../../parts/handoffs/handoffs.module.css';
import { LeadBrief } from '../../parts/handoffs/LeadBrief.tsx';
import { inOrder, QueueList } from '../../parts/handoffs/QueueList.tsx';
import { useLeadActions } from '../../parts/handoffs/use-lead-actions.tsx';
import { SequenceMails } from '../../parts/nurtures/SequenceMails.tsx';
import { WaitingChanges } from '../../parts/offers/WaitingChanges.tsx';
import { WaitingReviews } from '../../parts/reviews/WaitingReviews.tsx';
import { paths } from '../../paths.ts';
import { useUrlState } from '../../place.ts';
import { hasRole, useSession } from '../../session.ts';
import { useTexts } from '../../texts/texts.ts';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { Go, useGo } from '../../ui/Go.tsx';
import { useLate } from '../../ui/late.ts';
import { Page } from '../../ui/Page.tsx';
import { ProblemNotice } from '../../ui/ProblemNotice.tsx';

const DEFAULTS = { lead: '', whose: 'mine' as string };

/** The rep's day: whose turn it is, the most urgent first; beside it the chosen lead whole. Keys: j k a r l. */
export function MyDayScreen() {
  const texts = useTexts().loop.day;
  const format = useFormat();
  const session = useSession();
  const phone = useMediaQuery('(max-width: 62em)', false, { getInitialValueInEffect: false }) ?? false;
  const leads = hasRole(session, 'sales_lead', 'revenue_lead', 'admin');
  const [state, change] = useUrlState(DEFAULTS);
  const whose = state.whose === 'all' && leads ? ('all' as const) : ('mine' as const);
  const { data, error, refetch } = useRead(
    getQueue,
    { whose, limit: 100 },
    { topics: ['handoff', 'lead', 'clock', 'activity'], keep: true },
  );
  const items = inOrder(data?.items ?? []);
  const chosen = items.find(({ leadId }) => leadId === state.lead)?.leadId ?? (phone ? undefined : items[0]?.leadId);
  const choose = (leadId: string | undefined) => change({ lead: leadId ?? '' }, { push: phone });
  useMoves({ ids: items.map(({ leadId }) => leadId), chosen, choose });
  const summary =
    data &&
    texts.summary({
      leads: format.number(data.counts.leads),
      due: format.number(data.counts.due),
      overdue: format.number(data.counts.overdue),
    });
  if (phone && chosen) return <OneLead leadId={chosen} onBack={() => choose(undefined)} />;
  return (
    <Page
      title={texts.title}
      fill={!phone}
      lead={summary}
      actions={leads && <Whose whose={whose} onChange={(next) => change({ whose: next, lead: '' })} />}
    >
      {error && <ProblemNotice problem={error} onRetry={() => void refetch()} />}
      <WaitingReviews />
      <WaitingChanges />
      <SequenceMails />
      <DueTasks />
      <OpenPromises />
      <Waiting />
      <InPool />
      {data && items.length === 0 && (
        <EmptyState
          title={texts.empty}
          body={texts.emptyBody}
          actions={
            <Button component={Go} to={paths.leads()} variant="default">
              {texts.openLeads}
            </Button>
          }
        />
      )}
      {items.length > 0 && (
        <div className={classes.day}>
          <div className={classes.queue}>
            <QueueList items={items} chosen={chosen} onChoose={choose} withOwner={whose === 'all'} />
          </div>
          {!phone && (
            <div className={classes.chosen}>
              {chosen ? <ChosenLead key={chosen} leadId={chosen} /> : <p className={classes.quiet}>{texts.choose}</p>}
            </div>
          )}
        </div>
      )}
    </Page>
  );
}

function Whose({ whose, onChange }: { whose: 'mine' | 'all'; onChange: (whose: string) => void }) {
  const texts = useTexts().loop.day;
  return (
    <SegmentedControl
      aria-label={texts.whose}
      value={whose}
      onChange={onChange}
      data={[
        { value: 'mine', label: texts.mine },
        { value: 'all', label: texts.all },
      ]}
    />
  );
}

/** Leads that nobody has, for whoever can hand them off. */
function Waiting() {
  const texts = useTexts().loop.day;
  const format = useFormat();
  const session = useSession();
  const leads = hasRole(session, 'sales_lead', 'revenue_lead', 'admin');
  const { data } = useRead(listCandidates, { limit: 1 }, { topics: ['handoff', 'lead'], when: leads });
  if (!data || data.total === 0) return null;
  return (
    <p className={classes.quiet}>
      {texts.candidates(format.number(data.total))} · <Go to={paths.candidates()}>{texts.seeCandidates}</Go>
    </p>
  );
}

/** Leads that lie in a pool for whoever takes them. */
function InPool() {
  const texts = useTexts().routing.take;
  const format = useFormat();
  const { data } = useRead(listPool, {}, { topics: ['handoff', 'territory'] });
  if (!data?.mine || data.total === 0) return null;
  return (
    <p className={classes.quiet}>
      {texts.waiting(format.number(data.total))} · <Go to={paths.pool()}>{texts.see}</Go>
    </p>
  );
}

function useMoves({ ids, chosen, choose }: { ids: readonly string[]; chosen: string | undefined; choose: (leadId: string) => void }) {
  const { keys } = useTexts().loop.day;
  const go = useGo();
  const move = (by: 1 | -1) => {
    const place = chosen ? ids.indexOf(chosen) : -1;
    const next = ids[Math.max(0, Math.min(ids.length - 1, place + by))];
    if (next) choose(next);
  };
  useCommands([
    { id: 'day.down', label: keys.down, keys: 'j', run: () => move(1) },
    { id: 'day.up', label: keys.up, keys: 'k', run: () => move(-1) },
    { id: 'day.open', label: keys.open, keys: 'o', run: () => chosen && go(paths.lead(chosen)) },
  ]);
  useEffect(() => {
    document.querySelector(`[data-lead="${chosen}"]`)?.scrollIntoView({ block: 'nearest' });
  }, [chosen]);
}

function ChosenLead({ leadId }: { leadId: string }) {
  const { data, error, refetch } = useRead(getBrief, { id: leadId }, { topics: [`lead:${leadId}`, 'clock', 'handoff'] });
  const { buttons, dialogs } = useLeadActions(data);
  const late = useLate(!data && !error);
  if (error) return <ProblemNotice problem={error} onRetry={() => void refetch()} />;
  return (
    <>
      {late && <BriefSkeleton />}
      {data && <LeadBrief brief={data} heading actions={buttons} />}
      {dialogs}
    </>
  );
}

/** The shape of a brief: who, why now, promises, buttons. */
function BriefSkeleton() {
  return (
    <div className={classes.brief} aria-hidden>
      <Skeleton height={28} width={220} />
      <Skeleton height={40} width="80%" />
      <Skeleton height={56} />
      <Skeleton height={48} width="60%" />
      <Skeleton height={36} width={280} />
    </div>
  );
}

/** On a phone the lead takes the whole screen; back leads to the queue. */
function OneLead({ leadId, onBack }: { leadId: string; onBack: () => void }) {
  const texts = useTexts().loop.day;
  return (
    <Page title={texts.title} actions={<BackButton onBack={onBack} />}>
      <ChosenLead key={leadId} leadId={leadId} />
    </Page>
  );
}

function BackButton({ onBack }: { onBack: () => void }) {
  const texts = useTexts().loop.day;
  return (
    <Button variant="default" leftSection={<IconArrowLeft size={16} />} onClick={onBack}>
      {texts.back}
    </Button>
  );
}
