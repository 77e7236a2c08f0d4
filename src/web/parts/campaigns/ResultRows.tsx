import { Button, Drawer } from '@mantine/core';
import { listCampaignRows } from '#modules/campaigns/contract.ts';
import type { Figure } from '#modules/campaigns/schema.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { useReadPages } from '../../data.ts';
import { paths } from '../../paths.ts';
import { type Texts, useTexts } from '../../texts/texts.ts';
import { Go } from '../../ui/Go.tsx';
import { Money, When } from '../../ui/marks.tsx';
import { ProblemNotice } from '../../ui/ProblemNotice.tsx';
import classes from './campaigns.module.css';

type Row = OutputOf<typeof listCampaignRows>['items'][number];

export interface ResultRowsProps {
  campaignId: string;
  figure: Figure;
  /** Of leads: one stage only. */
  stage?: string;
  /** How many the figure said. */
  count: string;
  onClose: () => void;
}

/** The rows behind one figure of a campaign, under its definition. */
export function ResultRows({ campaignId, figure, stage, count, onClose }: ResultRowsProps) {
  const { campaigns, ui } = useTexts();
  const list = useReadPages(
    listCampaignRows,
    { id: campaignId, figure, ...(stage ? { stage } : {}) },
    { topics: [`campaign:${campaignId}`, 'lead', 'deal', 'invoice', 'conversion'] },
  );
  const rows = list.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <Drawer
      opened
      onClose={onClose}
      title={campaigns.results.rows(campaigns.figures[figure], count)}
      size={480}
      closeButtonProps={{ 'aria-label': ui.common.close }}
    >
      <p className={classes.quiet}>{campaigns.definitions[figure]}</p>
      {list.error && <ProblemNotice problem={list.error} onRetry={() => void list.refetch()} />}
      {list.data && rows.length === 0 && <p>{campaigns.results.noRows}</p>}
      <ul className={classes.rows}>
        {rows.map((row) => (
          <li key={row.key} className={classes.row}>
            <RowLine row={row} />
          </li>
        ))}
      </ul>
      {list.hasNextPage && (
        <Button variant="default" onClick={() => void list.fetchNextPage()} loading={list.isFetchingNextPage}>
          {campaigns.results.more}
        </Button>
      )}
    </Drawer>
  );
}

const HREF: Readonly<Record<Row['entity'], (id: string) => string>> = {
  contact: paths.contact,
  lead: paths.lead,
  deal: paths.deal,
  invoice: paths.invoice,
};

function RowLine({ row }: { row: Row }) {
  const texts = useTexts();
  return (
    <>
      <span className={classes.what}>
        {row.id ? <Go to={HREF[row.entity](row.id)}>{row.title || '–'}</Go> : row.title}{' '}
        <span className={classes.quiet}>{detailOf(row, texts)}</span>
      </span>
      <span>
        {row.amountMinor !== null && row.currency ? <Money value={{ amountMinor: row.amountMinor, currency: row.currency }} /> : null}{' '}
        <span className={classes.quiet}>
          <When at={row.at} form="date" />
        </span>
      </span>
    </>
  );
}

/** Codes of ours in words; what others wrote as it is. */
function detailOf({ entity, detail }: Row, { leads, campaigns }: Texts): string {
  if (detail === null) return '';
  const stages: Readonly<Record<string, string>> = leads.stages;
  if (entity === 'lead') return stages[detail] ?? detail;
  const known: Readonly<Record<string, string>> = {
    ...campaigns.members.statuses,
    ...leads.conversions.kinds,
    ...leads.conversions.validations,
  };
  return detail
    .split(' · ')
    .map((word) => known[word] ?? word)
    .join(' · ');
}
