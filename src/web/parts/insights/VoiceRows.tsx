import { Button, Drawer } from '@mantine/core';
import { type getVoice, listInsights, listVoiceCompanies, listVoiceDeals } from '#modules/insights/contract/voice.ts';
import type { DealOutcome } from '#modules/insights/schema.ts';
import type { InputOf } from '#platform/shared/contract.ts';
import { useRead, useReadPages } from '../../data.ts';
import { useFormat } from '../../format.ts';
import { paths } from '../../paths.ts';
import { useTexts } from '../../texts/texts.ts';
import { Go } from '../../ui/Go.tsx';
import { Money } from '../../ui/marks.tsx';
import { ProblemNotice } from '../../ui/ProblemNotice.tsx';
import reports from '../reports/reports.module.css';
import classes from './insights.module.css';
import { SaidRow } from './SaidRow.tsx';

export type VoiceAsked = InputOf<typeof getVoice>;
export interface VoiceOpened {
  show: 'insights' | 'companies' | DealOutcome;
  /** An id, or `none`. */
  theme?: string;
  name: string;
  kinds?: NonNullable<VoiceAsked['kinds']>;
}
export type OpenVoiceRows = (opened: VoiceOpened) => void;

/** The rows behind a number of the customer's voice. */
export function VoiceRows({ opened, asked, onClose }: { opened: VoiceOpened | null; asked: VoiceAsked; onClose: () => void }) {
  const { voice: texts, ui } = useTexts();
  return (
    <Drawer
      opened={opened !== null}
      onClose={onClose}
      title={opened ? texts.rowsTitle(texts.rows[opened.show], opened.name) : ''}
      position="right"
      size={540}
      closeButtonProps={{ 'aria-label': ui.common.close }}
    >
      {opened && <Rows opened={opened} asked={asked} />}
    </Drawer>
  );
}

function Rows({ opened, asked }: { opened: VoiceOpened; asked: VoiceAsked }) {
  const { show, theme, kinds } = opened;
  const input = { ...asked, ...(theme ? { theme: theme as 'none' } : {}), ...(kinds ? { kinds } : {}) };
  if (show === 'insights') return <Insights input={input} />;
  if (show === 'companies') return <Companies input={input} />;
  return <Deals input={{ ...input, status: show }} />;
}

function Insights({ input }: { input: InputOf<typeof listInsights> }) {
  const texts = useTexts().voice;
  const list = useReadPages(listInsights, { ...input, limit: 50 }, { topics: ['insight', 'theme'], keep: false });
  const rows = list.data?.pages.flatMap((page) => page.items);
  return (
    <>
      {list.error && <ProblemNotice problem={list.error} onRetry={() => void list.refetch()} />}
      {rows?.length === 0 && <p>{texts.none}</p>}
      <ul className={classes.list} aria-label={texts.rows.insights}>
        {rows?.map((row) => (
          <li key={row.id} className={classes.item}>
            <SaidRow row={row} />
          </li>
        ))}
      </ul>
      {list.hasNextPage && (
        <Button variant="default" onClick={() => void list.fetchNextPage()} loading={list.isFetchingNextPage}>
          {texts.more}
        </Button>
      )}
    </>
  );
}

function Companies({ input }: { input: InputOf<typeof listVoiceCompanies> }) {
  const texts = useTexts().voice;
  const format = useFormat();
  const { data, error, refetch } = useRead(listVoiceCompanies, input, { topics: ['insight', 'theme'] });
  return (
    <>
      {error && <ProblemNotice problem={error} onRetry={() => void refetch()} />}
      <ul className={reports.rows} aria-label={texts.rows.companies}>
        {data?.items.map((row) => (
          <li key={row.id} className={reports.row}>
            <Go to={paths.company(row.id)}>{row.name}</Go>
            <span className={reports.quiet}>{texts.said(format.number(row.n))}</span>
          </li>
        ))}
      </ul>
    </>
  );
}

function Deals({ input }: { input: InputOf<typeof listVoiceDeals> }) {
  const texts = useTexts().voice;
  const { data, error, refetch } = useRead(listVoiceDeals, input, { topics: ['insight', 'theme', 'deal'] });
  return (
    <>
      {error && <ProblemNotice problem={error} onRetry={() => void refetch()} />}
      <ul className={reports.rows} aria-label={texts.rows[input.status]}>
        {data?.items.map((row) => (
          <li key={row.id} className={reports.row}>
            <span>
              <Go to={paths.deal(row.id)}>{row.name}</Go> <span className={reports.quiet}>{row.company?.name}</span>
            </span>
            <span className={reports.end}>{row.amount !== undefined && <Money value={row.amount} />}</span>
          </li>
        ))}
      </ul>
    </>
  );
}
