import { useState } from 'react';
import { getReturns } from '#modules/attribution/contract/returns.ts';
import { useRead } from '../../data.ts';
import { useFormat } from '../../format.ts';
import { paths } from '../../paths.ts';
import { useTexts } from '../../texts/texts.ts';
import { Go } from '../../ui/Go.tsx';
import { daysOf } from '../reports/PeriodChoice.tsx';
import reports from '../reports/reports.module.css';
import { type OpenedReturns, ReturnRows } from './ReturnRows.tsx';
import { ReturnTable } from './ReturnTable.tsx';
import { RuleNamed } from './RuleNamed.tsx';

/** What one campaign brought over all time, from the same source as the returns. */
export function CampaignReturn({ campaignId }: { campaignId: string }) {
  const { attribution: texts } = useTexts();
  const format = useFormat();
  const [opened, setOpened] = useState<OpenedReturns>(null);
  const days = daysOf('everything', 'year');
  const { data } = useRead(
    getReturns,
    { by: 'campaign', key: campaignId, ...days },
    { topics: ['attribution', `campaign:${campaignId}`], keep: true },
  );
  const [line] = data?.lines ?? [];
  if (!data || !line) return null;
  return (
    <section className={reports.section} aria-label={texts.campaign.title}>
      <h2 className={reports.heading}>{texts.campaign.title}</h2>
      <p className={reports.quiet}>{texts.campaign.lead}</p>
      <RuleNamed model={data.model} number={data.number} />
      <ReturnTable data={data} by="campaign" shown="money" onOpen={setOpened} whole={false} />
      <ReturnTable data={data} by="campaign" shown="count" onOpen={setOpened} whole={false} />
      <p className={reports.quiet}>
        <Go to={paths.returns({ by: 'campaign' })}>{texts.campaign.more}</Go> · {format.date(data.period.to)}
      </p>
      <ReturnRows opened={opened} currency={data.currency} onClose={() => setOpened(null)} />
    </section>
  );
}
