import type { getLastYear, Opens } from '#modules/reports/contract.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { useFormat } from '../../format.ts';
import { paths } from '../../paths.ts';
import { useTexts } from '../../texts/texts.ts';
import { Bars } from '../../ui/Bars.tsx';
import { Go } from '../../ui/Go.tsx';
import { Money } from '../../ui/marks.tsx';
import { Scroll } from '../../ui/Scroll.tsx';
import { channelName } from '../leads/channel.ts';
import type { Shown } from './CountOrMoney.tsx';
import { CountOf, MoneyOf, RateOf } from './figures.tsx';
import classes from './reports.module.css';
import { useShortened } from './shortened.tsx';

type Year = OutputOf<typeof getLastYear>;
interface Props {
  year: Year;
  open: (opens: Opens) => void;
}
interface Counted extends Props {
  shown: Shown;
}

export function Channels({ year, open, shown }: Counted) {
  const { year: texts, none, teams } = useTexts().reports;
  const { channels } = texts;
  const shared = { definitions: year.definitions, open, inline: true, shown };
  return (
    <section className={classes.section} aria-label={channels.title}>
      <h2 className={classes.heading}>{channels.title}</h2>
      <Scroll label={channels.title}>
        <table className={classes.table}>
          <thead>
            <tr>
              <th scope="col">{channels.channel}</th>
              <th scope="col" className={classes.words}>
                {channels.team}
              </th>
              <th scope="col">{texts.leads}</th>
              <th scope="col">{texts.called}</th>
              <th scope="col">{texts.limbo}</th>
              <th scope="col">{texts.won}</th>
            </tr>
          </thead>
          <tbody>
            {year.channels.map((line) => (
              <tr key={`${line.channel} ${line.sourceTeam}`}>
                <th scope="row">{line.channel ? channelName(line.channel) : none.channel}</th>
                <td data-label={channels.team} className={classes.words}>
                  {(teams as Readonly<Record<string, string>>)[line.sourceTeam] ?? line.sourceTeam}
                </td>
                <td data-label={texts.leads}>
                  <CountOf label={texts.leads} of={line.leads} {...shared} />
                </td>
                <td data-label={texts.called}>
                  <RateOf label={texts.called} of={line.called} {...shared} />
                </td>
                <td data-label={texts.limbo}>
                  <RateOf label={texts.limbo} of={line.limbo} {...shared} />
                </td>
                <td data-label={texts.won}>
                  <RateOf label={texts.won} of={line.won} {...shared} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
    </section>
  );
}

export function CostCell({ cost }: { cost: { amountMinor: number; currency: string } | null | undefined }) {
  const { money } = useTexts().reports;
  if (cost === undefined) return <span className={classes.quiet}>{money.hidden}</span>;
  return cost === null ? <span className={classes.quiet}>{money.unknownCost}</span> : <Money value={cost} />;
}

export function Campaigns({ year, open, shown }: Counted) {
  const { year: texts, none } = useTexts().reports;
  const { campaigns } = texts;
  const { shown: lines, more } = useShortened(year.campaigns);
  const shared = { definitions: year.definitions, open, inline: true, shown };
  return (
    <section className={classes.section} aria-label={campaigns.title}>
      <h2 className={classes.heading}>{campaigns.title}</h2>
      <Scroll label={campaigns.title}>
        <table className={classes.table}>
          <thead>
            <tr>
              <th scope="col">{campaigns.campaign}</th>
              <th scope="col">{campaigns.cost}</th>
              <th scope="col">{campaigns.responses}</th>
              <th scope="col">{texts.leads}</th>
              <th scope="col">{campaigns.won}</th>
              <th scope="col">{campaigns.invoiced}</th>
              <th scope="col">{campaigns.companies}</th>
            </tr>
          </thead>
          <tbody>
            {lines.map((line) => (
              <tr key={line.campaign?.id ?? ''}>
                <th scope="row">{line.campaign ? <Go to={paths.campaign(line.campaign.id)}>{line.campaign.name}</Go> : none.campaign}</th>
                <td data-label={campaigns.cost}>{line.campaign && <CostCell cost={line.cost} />}</td>
                <td data-label={campaigns.responses}>
                  <CountOf label={campaigns.responses} of={line.responses} {...shared} />
                </td>
                <td data-label={texts.leads}>
                  <CountOf label={texts.leads} of={line.leads} {...shared} />
                </td>
                <td data-label={campaigns.won}>
                  <MoneyOf label={campaigns.won} of={line.won} {...shared} />
                </td>
                <td data-label={campaigns.invoiced}>
                  <MoneyOf label={campaigns.invoiced} of={line.invoiced} {...shared} />
                </td>
                <td data-label={campaigns.companies}>
                  {line.invoicedToCompanies && <MoneyOf label={campaigns.companies} of={line.invoicedToCompanies} {...shared} />}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
      {more}
    </section>
  );
}

/** Booked and invoiced on one scale, month by month, in the currency that most was won or invoiced in. */
export function Months({ year, open }: Props) {
  const { months, booked, invoiced } = useTexts().reports.year;
  const format = useFormat();
  const currency = year.invoiced.sums?.[0]?.currency ?? year.booked.sums?.[0]?.currency;
  const amount = (figure: Year['booked']) => figure.sums?.find((sum) => sum.currency === currency)?.amountMinor ?? 0;
  const full = Math.max(1, ...year.months.flatMap(({ won, invoiced: paid }) => [amount(won), amount(paid)]));
  const name = (month: string) =>
    new Intl.DateTimeFormat(undefined, { month: 'short', year: 'numeric', timeZone: 'UTC' }).format(new Date(`${month}-15T12:00:00Z`));
  const bars = (of: 'won' | 'invoiced', label: string) =>
    year.months.map((month) => ({
      id: month.month,
      label: name(month.month),
      value: amount(month[of]),
      text: (
        <MoneyOf inline label={`${label} ${format.date(`${month.month}-01`)}`} of={month[of]} definitions={year.definitions} open={open} />
      ),
    }));
  return (
    <section className={classes.section} aria-label={months.title}>
      <h2 className={classes.heading}>{months.title}</h2>
      <div className={classes.sides}>
        <Bars title={booked} columns={[months.month, booked]} bars={bars('won', booked)} full={full} />
        <Bars title={invoiced} columns={[months.month, invoiced]} bars={bars('invoiced', invoiced)} full={full} />
      </div>
    </section>
  );
}
