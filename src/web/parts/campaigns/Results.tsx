import { useState } from 'react';
import { getCampaignResults } from '#modules/campaigns/contract.ts';
import type { Figure as FigureName } from '#modules/campaigns/schema.ts';
import { STAGES } from '#modules/leads/schema.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { useRead } from '../../data.ts';
import { type Format, useFormat } from '../../format.ts';
import { type Texts, useTexts } from '../../texts/texts.ts';
import { Bars } from '../../ui/Bars.tsx';
import { Figure, Figures } from '../../ui/Figure.tsx';
import { ProblemNotice } from '../../ui/ProblemNotice.tsx';
import { CountOrMoney, type Shown } from '../reports/CountOrMoney.tsx';
import { useShown } from '../reports/shown.ts';
import classes from './campaigns.module.css';
import { ResultRows } from './ResultRows.tsx';

type Data = OutputOf<typeof getCampaignResults>;
type Money = Data['wonDeals'];

interface Words {
  format: Format;
  texts: Texts['campaigns']['results'];
  shown: Shown;
}

interface Opened {
  figure: FigureName;
  stage?: string;
  count: string;
}

/** What a campaign cost and brought; each figure opens its rows. */
export function Results({ campaignId }: { campaignId: string }) {
  const { campaigns } = useTexts();
  const [opened, setOpened] = useState<Opened | null>(null);
  const [shown, show] = useShown();
  const { data, error, refetch } = useRead(
    getCampaignResults,
    { id: campaignId },
    { topics: [`campaign:${campaignId}`, 'lead', 'deal', 'invoice', 'conversion'] },
  );
  if (error) return <ProblemNotice problem={error} onRetry={() => void refetch()} />;
  if (!data) return null;
  return (
    <>
      <CountOrMoney value={shown} onChange={show} />
      <Spend data={data} />
      <People data={data} shown={shown} onOpen={setOpened} />
      <DealFigures data={data} shown={shown} onOpen={setOpened} />
      <Quality data={data} onOpen={setOpened} />
      <LeadStages data={data} onOpen={setOpened} />
      {opened && (
        <ResultRows key={`${opened.figure} ${opened.stage ?? ''}`} campaignId={campaignId} {...opened} onClose={() => setOpened(null)} />
      )}
      <p className={classes.quiet}>{data.costMinor === null && campaigns.results.noCost}</p>
    </>
  );
}

interface PartProps {
  data: Data;
  shown: Shown;
  onOpen: (opened: Opened) => void;
}

/** In the campaign's own currency; sums in others are not turned into it. */
function Spend({ data }: { data: Data }) {
  const texts = useTexts().campaigns.results;
  const format = useFormat();
  const { costMinor, budgetMinor, currency } = data;
  if (costMinor === undefined) return null;
  const money = (amountMinor: number) => format.money({ amountMinor, currency }, 'short');
  const won = data.wonDeals.sums.find((sum) => sum.currency === currency)?.amountMinor ?? 0;
  const perValid = costMinor !== null && data.validConversions > 0 ? money(Math.round(costMinor / data.validConversions)) : '–';
  return (
    <div className={classes.group}>
      <Figures>
        <Figure
          label={texts.spend}
          value={costMinor === null ? '–' : money(costMinor)}
          beside={budgetMinor === null || budgetMinor === undefined ? texts.noBudget : texts.budgetOf(money(budgetMinor))}
        />
        <Figure label={texts.costPerValid} definition={texts.costPerValidHelp} value={perValid} />
        <Figure
          label={texts.wonPerSpend}
          definition={texts.wonPerSpendHelp}
          value={costMinor ? `${format.decimal(won / costMinor)} ×` : '–'}
        />
      </Figures>
    </div>
  );
}

/** How many; in money, what each of them cost. */
function People({ data, shown, onOpen }: PartProps) {
  const { campaigns } = useTexts();
  const format = useFormat();
  const figure = (name: FigureName, n: number, beside?: string) => (
    <CountFigure
      key={name}
      name={name}
      count={format.number(n)}
      onOpen={onOpen}
      {...(shown === 'money' ? { value: each(n), beside: texts.each } : beside ? { beside } : {})}
    />
  );
  const texts = campaigns.results;
  const each = (n: number) =>
    data.costMinor && n > 0 ? format.money({ amountMinor: Math.round(data.costMinor / n), currency: data.currency }, 'short') : '–';
  const waiting = data.unreviewedConversions > 0 ? campaigns.results.toLookAt(format.number(data.unreviewedConversions)) : undefined;
  return (
    <div className={classes.group}>
      <h2 className={classes.heading}>{campaigns.results.people}</h2>
      <Figures>
        {figure('members', data.members)}
        {figure('responses', data.responses)}
        {figure('conversions', data.conversions)}
        {figure('valid_conversions', data.validConversions, waiting)}
        {figure('leads', data.leads)}
      </Figures>
    </div>
  );
}

function CountFigure({
  name,
  count,
  value = count,
  beside,
  onOpen,
}: {
  name: FigureName;
  count: string;
  value?: string;
  beside?: string;
  onOpen: (opened: Opened) => void;
}) {
  const { figures, definitions } = useTexts().campaigns;
  return (
    <Figure
      label={figures[name]}
      definition={definitions[name]}
      value={value}
      onOpen={() => onOpen({ figure: name, count })}
      {...(beside ? { beside } : {})}
    />
  );
}

function DealFigures({ data, shown, onOpen }: PartProps) {
  const { campaigns } = useTexts();
  const format = useFormat();
  const texts = campaigns.results;
  const figure = (name: FigureName, money: Money) => {
    const { text, beside } = moneyText(money, { format, texts, shown });
    return (
      <Figure
        key={name}
        label={campaigns.figures[name]}
        definition={campaigns.definitions[name]}
        value={text}
        onOpen={() => onOpen({ figure: name, count: format.number(money.n) })}
        beside={beside}
      />
    );
  };
  return (
    <>
      <div className={classes.group}>
        <h2 className={classes.heading}>{texts.deals}</h2>
        <Figures>
          {figure('open_deals', data.openDeals)}
          {figure('won_deals', data.wonDeals)}
          {figure('lost_deals', data.lostDeals)}
        </Figures>
      </div>
      <div className={classes.group}>
        <h2 className={classes.heading}>{texts.invoicedTitle}</h2>
        <Figures>
          {figure('invoices', data.invoiced)}
          {figure('company_invoices', data.invoicedToCompanies)}
        </Figures>
      </div>
    </>
  );
}

/** How many, or "€41k" with further currencies and rows without an amount below. */
function moneyText({ n, without, sums }: Money, { format, texts, shown }: Words) {
  const [main, ...rest] = sums.map(({ amountMinor, currency }) => format.money({ amountMinor, currency }, 'short'));
  return {
    text: shown === 'count' ? format.number(n) : (main ?? '–'),
    beside: shown === 'count' ? '' : [...rest, without > 0 ? texts.without(format.number(without)) : ''].filter(Boolean).join(' · '),
  };
}

/** How good Sales found the leads, by the marks of its verdicts. */
function Quality({ data, onOpen }: Omit<PartProps, 'shown'>) {
  const { results, figures, definitions } = useTexts().campaigns;
  const format = useFormat();
  if (data.leads === 0) return null;
  const figure = (name: FigureName, rate: Data['good']) => (
    <Figure
      label={figures[name]}
      definition={definitions[name]}
      rate={rate}
      onOpen={() => onOpen({ figure: name, count: format.number(rate.k) })}
    />
  );
  return (
    <div className={classes.group}>
      <h2 className={classes.heading}>{results.quality}</h2>
      {data.rated === 0 ? (
        <p className={classes.quiet}>{results.noMarks}</p>
      ) : (
        <Figures>
          {figure('good_leads', data.good)}
          {figure('poor_leads', data.poor)}
          <CountFigure name="rated_leads" count={format.number(data.rated)} onOpen={onOpen} />
        </Figures>
      )}
    </div>
  );
}

function LeadStages({ data, onOpen }: Omit<PartProps, 'shown'>) {
  const { campaigns, leads } = useTexts();
  const format = useFormat();
  const count = new Map(data.leadsByStage.map((one) => [one.stage, one.n]));
  if (data.leads === 0) return null;
  return (
    <div className={classes.group}>
      <Bars
        title={campaigns.results.byStage}
        columns={[campaigns.results.stage, campaigns.results.leads]}
        bars={STAGES.map((stage) => {
          const n = count.get(stage) ?? 0;
          return {
            id: stage,
            label: leads.stages[stage],
            value: n,
            text: (
              <Figure
                inline
                label={leads.stages[stage]}
                value={format.number(n)}
                {...(n > 0 ? { onOpen: () => onOpen({ figure: 'leads', stage, count: format.number(n) }) } : {})}
              />
            ),
          };
        })}
      />
    </div>
  );
}
