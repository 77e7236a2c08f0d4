import { NativeSelect } from '@mantine/core';
import { type ChannelLine, getChannels } from '#modules/lifecycle/contract.ts';
import { CHANNEL_GROUPS, type ChannelGroup } from '#modules/lifecycle/schema.ts';
import type { Opens } from '#modules/reports/contract.ts';
import { useRead } from '../../data.ts';
import { useFormat } from '../../format.ts';
import { useUrlState } from '../../place.ts';
import { useTexts } from '../../texts/texts.ts';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { Figure } from '../../ui/Figure.tsx';
import { ProblemNotice } from '../../ui/ProblemNotice.tsx';
import { Scroll } from '../../ui/Scroll.tsx';
import { channelName } from '../leads/channel.ts';
import { CountOrMoney, type Shown } from '../reports/CountOrMoney.tsx';
import { FigureRows } from '../reports/FigureRows.tsx';
import { CountOf, MoneyBehind } from '../reports/figures.tsx';
import { useOpened } from '../reports/opened.ts';
import { daysOf, PeriodChoice, periodNamed, usePeriodWords } from '../reports/PeriodChoice.tsx';
import classes from '../reports/reports.module.css';
import { useShown } from '../reports/shown.ts';
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
  const [shown, show] = useShown();
  const money = useOpened();
  const behind = data?.total.behind.total;
  if (error) return <ProblemNotice problem={error} onRetry={() => void refetch()} />;
  const opensMoney = (line: ChannelLine): Omit<Opens, 'figure'> => ({
    ...(data ? { from: data.period.from, to: data.period.to } : {}),
    ...(line === data?.total
      ? {}
      : {
          channel: { channel: line.key },
          month: { month: line.key },
          campaign: line.key ? { campaignId: line.key } : { noCampaign: true },
        }[by]),
  });
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
        {behind && data.lines.length > 0 && <CountOrMoney value={shown} onChange={show} />}
        <span className={classes.quiet}>{words}</span>
      </div>
      {data && data.lines.length === 0 && <EmptyState title={leads.conversions.nothing} />}
      {data && data.lines.length > 0 && (
        <>
          {data.total.unreviewed > 0 && <p className={classes.sentence}>{texts.waiting(format.number(data.total.unreviewed))}</p>}
          <MoneyBehind of={behind} shown={shown} once="inquiry" />
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
                    shown={shown}
                    money={{ opens: opensMoney(line), open: money.open }}
                    onOpen={by === 'month' ? undefined : (tab) => open(line, tab)}
                  />
                ))}
                <Line
                  line={data.total}
                  name={texts.sum}
                  shown={shown}
                  money={{ opens: opensMoney(data.total), open: money.open }}
                  onOpen={(tab) => open(data.total, tab)}
                />
              </tbody>
            </table>
          </Scroll>
          <p className={classes.quiet}>
            {texts.help} {data.unplaced > 0 && texts.unplaced(format.number(data.unplaced))}
          </p>
        </>
      )}
      <FigureRows opened={money.opened} onClose={money.close} />
    </>
  );
}

function nameOf({ key, label }: ChannelLine, by: ChannelGroup, texts: { noChannel: string; noCampaign: string }): string {
  if (by === 'channel') return key === '' ? texts.noChannel : channelName(key);
  return label ?? (by === 'campaign' ? texts.noCampaign : key);
}

interface LineProps {
  line: ChannelLine;
  name: string;
  shown: Shown;
  onOpen: ((tab: string) => void) | undefined;
  /** In money the same conversions open with what is behind each. */
  money: { opens: Omit<Opens, 'figure'>; open: (opens: Opens) => void };
}

const FIGURES = { total: 'conversions', valid: 'conversions_valid', unreviewed: 'conversions_unreviewed' } as const;

function Line({ line, name, shown, onOpen, money }: LineProps) {
  const { columns } = useTexts().lifecycle.channels;
  const { leads } = useTexts();
  const format = useFormat();
  const currency = line.spend?.[0]?.currency;
  const cost = (minor: number | null) => (minor === null || !currency ? '–' : format.money({ amountMinor: Math.round(minor), currency }));
  const inMoney = (of: keyof typeof FIGURES, label: string) => {
    const behind = shown === 'money' ? line.behind[of] : undefined;
    const figure = { n: line[of], behind, opens: { ...money.opens, figure: FIGURES[of] } };
    return behind && <CountOf inline label={label} of={figure} shown="money" definitions={{}} open={money.open} />;
  };
  const opens = (tab: string) => (onOpen ? { onOpen: () => onOpen(tab) } : {});
  return (
    <tr>
      <th scope="row">{name}</th>
      <td data-label={columns.total}>
        {inMoney('total', `${name}: ${columns.total}`) ?? (
          <Figure inline label={`${name}: ${columns.total}`} value={format.number(line.total)} {...opens('all')} />
        )}
      </td>
      <td data-label={columns.valid}>
        {inMoney('valid', `${name}: ${columns.valid}`) ?? (
          <Figure
            inline
            label={`${name}: ${columns.valid}`}
            definition={leads.conversions.validHelp}
            rate={line.validRate}
            {...opens('sales_lead')}
          />
        )}
      </td>
      <td data-label={columns.waiting}>
        {inMoney('unreviewed', `${name}: ${columns.waiting}`) ?? (
          <Figure inline label={`${name}: ${columns.waiting}`} value={format.number(line.unreviewed)} {...opens('unreviewed')} />
        )}
      </td>
      <td data-label={columns.spend}>
        {line.spend && line.spend.length > 0 ? line.spend.map((sum) => format.money(sum, 'short')).join(' + ') : '–'}
      </td>
      <td data-label={columns.each}>{cost(line.costPerConversion)}</td>
      <td data-label={columns.validated}>{cost(line.costPerValidated)}</td>
    </tr>
  );
}
