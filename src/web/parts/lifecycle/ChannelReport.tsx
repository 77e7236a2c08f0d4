import { NativeSelect } from '@mantine/core';
import { type ChannelLine, getChannels } from '#modules/lifecycle/contract.ts';
import { CHANNEL_GROUPS, type ChannelGroup } from '#modules/lifecycle/schema.ts';
import { useRead } from '../../data.ts';
import { useFormat } from '../../format.ts';
import { useUrlState } from '../../place.ts';
import { useTexts } from '../../texts/texts.ts';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { Figure } from '../../ui/Figure.tsx';
import { ProblemNotice } from '../../ui/ProblemNotice.tsx';
import { Scroll } from '../../ui/Scroll.tsx';
import { channelName } from '../leads/channel.ts';
import { daysOf, PeriodChoice, periodNamed, usePeriodWords } from '../reports/PeriodChoice.tsx';
import classes from '../reports/reports.module.css';
import own from './lifecycle.module.css';

const DEFAULTS = { by: 'channel', period: 'year' };

/** What opens the conversions behind a figure: the address of the inbox. */
export interface OpenedConversions {
  tab?: string;
  channel?: string;
  campaign?: string;
  from: string;
  to: string;
}

/** Conversions by channel, campaign or month: raw beside validated, with what one of each cost. */
export function ChannelReport({ onOpen }: { onOpen: (opened: OpenedConversions) => void }) {
  const texts = useTexts().lifecycle.channels;
  const { leads } = useTexts();
  const format = useFormat();
  const [state, change] = useUrlState(DEFAULTS);
  const by = CHANNEL_GROUPS.find((one) => one === state.by) ?? 'channel';
  const period = periodNamed(state.period, 'year');
  const { data, error, refetch } = useRead(
    getChannels,
    { by, ...daysOf(period, 'year') },
    { topics: ['conversion', 'campaign'], keep: true },
  );
  const words = usePeriodWords(data?.period);
  if (error) return <ProblemNotice problem={error} onRetry={() => void refetch()} />;
  const open = (line: ChannelLine, tab: string) => {
    const { start: from, end: to } = data?.period ?? { start: '', end: '' };
    onOpen({
      tab,
      from,
      to,
      ...(by === 'channel' && line !== data?.total ? { channel: line.key } : {}),
      ...(by === 'campaign' && line.key ? { campaign: line.key } : {}),
    });
  };
  return (
    <>
      <div className={own.filters}>
        <NativeSelect
          aria-label={texts.by}
          value={by}
          onChange={(event) => change({ by: event.currentTarget.value })}
          data={CHANNEL_GROUPS.map((value) => ({ value, label: texts.groups[value] }))}
        />
        <PeriodChoice value={period} onChange={(next) => change({ period: next })} />
        <span className={classes.quiet}>{words}</span>
      </div>
      {data && data.lines.length === 0 && <EmptyState title={leads.conversions.nothing} />}
      {data && data.lines.length > 0 && (
        <>
          {data.total.unreviewed > 0 && <p className={classes.sentence}>{texts.waiting(format.number(data.total.unreviewed))}</p>}
          <Scroll label={leads.conversions.tabs.channels}>
            <table className={classes.table}>
              <caption className="hidden-from-sight">{leads.conversions.tabs.channels}</caption>
              <thead>
                <tr>
                  <th scope="col">{texts.groups[by]}</th>
                  {(['total', 'valid', 'waiting', 'spend', 'each', 'validated'] as const).map((column) => (
                    <th key={column} scope="col">
                      {texts.columns[column]}
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {data.lines.map((line) => (
                  <Line
                    key={line.key}
                    line={line}
                    name={nameOf(line, by, texts)}
                    onOpen={by === 'month' ? undefined : (tab) => open(line, tab)}
                  />
                ))}
                <Line line={data.total} name={texts.sum} onOpen={(tab) => open(data.total, tab)} />
              </tbody>
            </table>
          </Scroll>
          <p className={classes.quiet}>
            {texts.help} {data.unplaced > 0 && texts.unplaced(format.number(data.unplaced))}
          </p>
        </>
      )}
    </>
  );
}

function nameOf({ key, label }: ChannelLine, by: ChannelGroup, texts: { noChannel: string; noCampaign: string }): string {
  if (by === 'channel') return key === '' ? texts.noChannel : channelName(key);
  return label ?? (by === 'campaign' ? texts.noCampaign : key);
}

function Line({ line, name, onOpen }: { line: ChannelLine; name: string; onOpen: ((tab: string) => void) | undefined }) {
  const { columns } = useTexts().lifecycle.channels;
  const { leads } = useTexts();
  const format = useFormat();
  const currency = line.spend?.[0]?.currency;
  const cost = (minor: number | null) => (minor === null || !currency ? '–' : format.money({ amountMinor: Math.round(minor), currency }));
  const opens = (tab: string) => (onOpen ? { onOpen: () => onOpen(tab) } : {});
  return (
    <tr>
      <th scope="row">{name}</th>
      <td data-label={columns.total}>
        <Figure inline label={`${name}: ${columns.total}`} value={format.number(line.total)} {...opens('all')} />
      </td>
      <td data-label={columns.valid}>
        <Figure
          inline
          label={`${name}: ${columns.valid}`}
          definition={leads.conversions.validHelp}
          rate={line.validRate}
          {...opens('sales_lead')}
        />
      </td>
      <td data-label={columns.waiting}>
        <Figure inline label={`${name}: ${columns.waiting}`} value={format.number(line.unreviewed)} {...opens('unreviewed')} />
      </td>
      <td data-label={columns.spend}>
        {line.spend && line.spend.length > 0 ? line.spend.map((sum) => format.money(sum, 'short')).join(' + ') : '–'}
      </td>
      <td data-label={columns.each}>{cost(line.costPerConversion)}</td>
      <td data-label={columns.validated}>{cost(line.costPerValidated)}</td>
    </tr>
  );
}
