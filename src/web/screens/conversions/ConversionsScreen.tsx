import { Button, NativeSelect } from '@mantine/core';
import { useState } from 'react';
import { listConversions } from '#modules/leads/contract/conversions.ts';
import { CONVERSION_KINDS, SALES_VERDICTS, SOURCE_CHANNELS } from '#modules/leads/schema.ts';
import type { InputOf } from '#platform/shared/contract.ts';
import { useReadPages } from '../../data.ts';
import { useFormat } from '../../format.ts';
import { ConversionCard } from '../../parts/leads/ConversionCard.tsx';
import { channelName } from '../../parts/leads/channel.ts';
import classes from '../../parts/leads/leads.module.css';
import { ChannelReport } from '../../parts/lifecycle/ChannelReport.tsx';
import { useUrlState } from '../../place.ts';
import { useCan } from '../../session.ts';
import { useTexts } from '../../texts/texts.ts';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { Page } from '../../ui/Page.tsx';
import { ProblemNotice } from '../../ui/ProblemNotice.tsx';
import { TakeInForm } from './TakeInForm.tsx';
import { useInbox } from './use-inbox.ts';

type Filter = InputOf<typeof listConversions>;

/** `from`, `to`, `campaign` and `channel` come with figures that open their rows here as well. */
const DEFAULTS = { tab: 'unreviewed', campaign: '', channel: 'any', kind: '', verdict: '', from: '', to: '' };
type State = typeof DEFAULTS;

/** Every inquiry as it came, and what a person found it to be. */
export function ConversionsScreen() {
  const { leads } = useTexts();
  const texts = leads.conversions;
  const [state, change] = useUrlState(DEFAULTS);
  const [taking, setTaking] = useState(false);
  const mayReport = useCan('report:read');
  const mayWrite = useCan('record:write');
  return (
    <Page
      title={texts.title}
      lead={texts.lead}
      actions={mayWrite && <Button onClick={() => setTaking(true)}>{texts.take.action}</Button>}
      tabs={[
        { id: 'unreviewed', title: texts.tabs.unreviewed },
        { id: 'sales_lead', title: texts.tabs.leads },
        { id: 'not_a_lead', title: texts.tabs.notLeads },
        { id: 'all', title: texts.total },
        ...(mayReport ? [{ id: 'channels', title: texts.tabs.channels }] : []),
      ]}
      tab={state.tab}
      onTab={(tab) => change({ tab })}
    >
      {state.tab === 'channels' ? (
        <ChannelReport onOpen={(opened) => void change({ ...DEFAULTS, tab: 'all', ...opened }, { push: true })} />
      ) : (
        <>
          <Filters state={state} onChange={(next) => void change(next)} />
          <Inbox key={JSON.stringify(state)} state={state} />
        </>
      )}
      <TakeInForm opened={taking} onClose={() => setTaking(false)} />
    </Page>
  );
}

function Filters({ state, onChange }: { state: State; onChange: (next: Partial<State>) => void }) {
  const texts = useTexts().leads.conversions;
  const { filters } = texts;
  const channels = [...new Set<string>([...SOURCE_CHANNELS, ...(state.channel && state.channel !== 'any' ? [state.channel] : [])])];
  return (
    <fieldset className={classes.filters} aria-label={filters.search} style={{ border: 0, padding: 0 }}>
      <NativeSelect
        label={filters.kind}
        value={state.kind}
        onChange={(event) => onChange({ kind: event.currentTarget.value })}
        data={[{ value: '', label: filters.any }, ...CONVERSION_KINDS.map((value) => ({ value, label: texts.kinds[value] }))]}
      />
      <NativeSelect
        label={filters.channel}
        value={state.channel}
        onChange={(event) => onChange({ channel: event.currentTarget.value })}
        data={[
          { value: 'any', label: filters.any },
          { value: '', label: texts.noChannel },
          ...channels.map((value) => ({ value, label: channelName(value) })),
        ]}
      />
      <NativeSelect
        label={filters.verdict}
        value={state.verdict}
        onChange={(event) => onChange({ verdict: event.currentTarget.value })}
        data={[{ value: '', label: filters.any }, ...SALES_VERDICTS.map((value) => ({ value, label: texts.verdicts[value] }))]}
      />
    </fieldset>
  );
}

function asked({ tab, kind, channel, verdict, campaign, from, to }: State): Filter {
  return {
    ...(tab === 'all' ? {} : { validation: tab as NonNullable<Filter['validation']> }),
    ...(kind ? { kind: kind as NonNullable<Filter['kind']> } : {}),
    ...(verdict ? { verdict: verdict as NonNullable<Filter['verdict']> } : {}),
    ...(channel === 'any' ? {} : { channel }),
    ...(campaign ? { campaignId: campaign } : {}),
    ...(from ? { from } : {}),
    ...(to ? { to } : {}),
    limit: 30,
  };
}

function Inbox({ state }: { state: State }) {
  const { leads, ui } = useTexts();
  const texts = leads.conversions;
  const format = useFormat();
  const waiting = state.tab === 'unreviewed';
  const list = useReadPages(listConversions, asked(state), { topics: ['conversion'] });
  const rows = list.data?.pages.flatMap((page) => page.items) ?? [];
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = list;
  const inbox = useInbox({ rows, more: hasNextPage && !isFetchingNextPage, onMore: fetchNextPage });
  const unreviewed = list.data?.pages[0]?.unreviewed ?? 0;
  return (
    <>
      {list.error && <ProblemNotice problem={list.error} onRetry={() => void list.refetch()} />}
      {list.data && rows.length === 0 && <EmptyState title={waiting ? texts.allSeen : texts.nothing} />}
      {waiting && unreviewed > 0 && (
        <p className={classes.quiet} aria-live="polite">
          {texts.unreviewed(format.number(unreviewed))} · {texts.help}
        </p>
      )}
      {inbox.chosen > 0 && (
        <Button size="compact-sm" mb={8} onClick={inbox.spam}>
          {texts.spamChosen(format.number(inbox.chosen))}
        </Button>
      )}
      <ul className={classes.conversions} style={{ maxWidth: 860 }}>
        {rows.map((row) => (
          <li key={row.id}>
            <ConversionCard conversion={row} inbox={inbox.of(row)} />
          </li>
        ))}
      </ul>
      {hasNextPage && (
        <Button variant="default" mt={12} onClick={() => void fetchNextPage()} loading={isFetchingNextPage}>
          {ui.table.loadMore}
        </Button>
      )}
    </>
  );
}
