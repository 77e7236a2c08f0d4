import { Button } from '@mantine/core';
import { useState } from 'react';
import { countConversions, listConversions } from '#modules/leads/contract/conversions.ts';
import { useCommands } from '../../commands.ts';
import { useRead, useReadPages } from '../../data.ts';
import { useFormat } from '../../format.ts';
import { ConversionCard } from '../../parts/leads/ConversionCard.tsx';
import { channelName } from '../../parts/leads/channel.ts';
import classes from '../../parts/leads/leads.module.css';
import { useValidation } from '../../parts/leads/ValidateButtons.tsx';
import { useUrlState } from '../../place.ts';
import { useCan } from '../../session.ts';
import { useTexts } from '../../texts/texts.ts';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { Figure } from '../../ui/Figure.tsx';
import { useKeys } from '../../ui/keys.ts';
import { Page } from '../../ui/Page.tsx';
import { ProblemNotice } from '../../ui/ProblemNotice.tsx';

/** `campaign` and `channel` come with figures that open their rows here. */
const DEFAULTS = { tab: 'unreviewed', campaign: '', channel: '' };

/** Every inquiry as it came, and what a person found it to be. */
export function ConversionsScreen() {
  const { leads } = useTexts();
  const texts = leads.conversions;
  const [state, change] = useUrlState(DEFAULTS);
  const mayReport = useCan('report:read');
  return (
    <Page
      title={texts.title}
      lead={texts.lead}
      narrow
      tabs={[
        { id: 'unreviewed', title: texts.tabs.unreviewed },
        { id: 'sales_lead', title: texts.tabs.leads },
        { id: 'all', title: texts.total },
        ...(mayReport ? [{ id: 'channels', title: texts.tabs.channels }] : []),
      ]}
      tab={state.tab}
      onTab={(tab) => change({ tab })}
    >
      {state.tab === 'channels' ? (
        <Channels onOpen={(channel) => change({ tab: 'all', channel })} />
      ) : (
        <Inbox key={state.tab} state={state} />
      )}
    </Page>
  );
}

function Inbox({ state }: { state: typeof DEFAULTS }) {
  const { leads, ui } = useTexts();
  const texts = leads.conversions;
  const format = useFormat();
  const waiting = state.tab === 'unreviewed';
  const list = useReadPages(
    listConversions,
    {
      ...(state.tab === 'unreviewed' ? { validation: 'unreviewed' as const } : {}),
      ...(state.tab === 'sales_lead' ? { validation: 'sales_lead' as const } : {}),
      ...(state.campaign ? { campaignId: state.campaign } : {}),
      ...(state.channel ? { channel: state.channel } : {}),
      limit: 30,
    },
    { topics: ['conversion'] },
  );
  const rows = list.data?.pages.flatMap((page) => page.items) ?? [];
  const { active, menuOf } = useInboxKeys(rows.map((row) => row.id));
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
      <ul className={classes.conversions}>
        {rows.map((row) => (
          <li key={row.id}>
            <ConversionCard conversion={row} active={row.id === active} menu={menuOf(row.id)} />
          </li>
        ))}
      </ul>
      {list.hasNextPage && (
        <Button variant="default" mt={12} onClick={() => void list.fetchNextPage()} loading={list.isFetchingNextPage}>
          {ui.table.loadMore}
        </Button>
      )}
    </>
  );
}

/** `j` `k` move, `y` says lead, `n` asks what else it is. */
function useInboxKeys(ids: readonly string[]) {
  const texts = useTexts().leads.conversions;
  const validate = useValidation();
  const mayValidate = useCan('conversion:validate');
  const [chosen, setChosen] = useState(0);
  const [asking, setAsking] = useState<string | null>(null);
  const place = Math.min(chosen, ids.length - 1);
  const active = ids[place];
  const step = (by: number) => {
    const next = Math.max(0, Math.min(ids.length - 1, place + by));
    setChosen(next);
    document.querySelector<HTMLElement>(`[data-conversion="${CSS.escape(ids[next] ?? '')}"]`)?.focus();
  };
  useKeys({ j: () => step(1), k: () => step(-1) });
  const commands = [
    { id: 'is-lead', label: texts.isLead, keys: 'y', run: () => void (active && validate(active, 'sales_lead')) },
    { id: 'is-no-lead', label: texts.isNot, keys: 'n', run: () => setAsking(active ?? null) },
  ];
  useCommands(mayValidate && active ? commands : []);
  return {
    active,
    menuOf: (id: string) => ({ opened: asking === id, onChange: (opened: boolean) => setAsking(opened ? id : null) }),
  };
}

function Channels({ onOpen }: { onOpen: (channel: string) => void }) {
  const texts = useTexts().leads.conversions;
  const format = useFormat();
  const { data, error, refetch } = useRead(countConversions, {}, { topics: ['conversion'] });
  if (error) return <ProblemNotice problem={error} onRetry={() => void refetch()} />;
  if (data?.channels.length === 0) return <EmptyState title={texts.nothing} />;
  return (
    <div className={classes.scroll}>
      <table className={classes.table}>
        <caption className="hidden-from-sight">{texts.tabs.channels}</caption>
        <thead>
          <tr>
            <th scope="col">{texts.channel}</th>
            <th scope="col">{texts.total}</th>
            <th scope="col">{texts.validOf}</th>
            <th scope="col">{texts.waiting}</th>
          </tr>
        </thead>
        <tbody>
          {data?.channels.map((row) => {
            const name = row.channel === null ? texts.noChannel : channelName(row.channel);
            const open = row.channel === null ? {} : { onOpen: () => onOpen(row.channel ?? '') };
            return (
              <tr key={name}>
                <th scope="row">{name}</th>
                <td>
                  <Figure inline label={`${name}: ${texts.total}`} value={format.number(row.total)} {...open} />
                </td>
                <td>
                  <Figure
                    inline
                    label={`${name}: ${texts.validOf}`}
                    definition={texts.validHelp}
                    rate={{ k: row.valid, n: row.valid + row.notLeads }}
                  />
                </td>
                <td>{format.number(row.unreviewed)}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}
