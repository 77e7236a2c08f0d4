import type { getForecast } from '#modules/goals/contract/money.ts';
import { type Cut, ENOUGH_WINS } from '#modules/goals/schema.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { useFormat } from '../../format.ts';
import { useReader } from '../../reader.ts';
import { useTexts } from '../../texts/texts.ts';
import { Heads } from '../../ui/Heads.tsx';
import { ReadTable } from '../../ui/ReadTable.tsx';
import { Scroll } from '../../ui/Scroll.tsx';
import { monthName } from './figures.ts';
import classes from './goals.module.css';
import { segmentName } from './segments.ts';

type Read = OutputOf<typeof getForecast>;

/** Leads of each month and what became of them by age; a young month is held against older ones of its age. */
export function Cohorts({ read, onOpen }: { read: Read; onOpen: (month: string, title: string) => void }) {
  const texts = useTexts().goals.forecast;
  const format = useFormat();
  const { locale } = useReader();
  const { cohortColumns: columns } = texts;
  const money = (minor: number) => format.money({ amountMinor: Math.round(minor), currency: read.currency }, 'short');
  if (read.cohorts.length === 0) return <p className={classes.quiet}>{texts.noEnough}</p>;
  return (
    <section className={classes.section}>
      <p className={classes.quiet}>{texts.cohortsLead}</p>
      <Scroll label={texts.tabs.cohorts}>
        <ReadTable>
          <Heads
            of={[
              columns.month,
              { number: columns.leads },
              { number: columns.wins },
              { number: columns.projected },
              { number: columns.ripe },
              { number: columns.money },
              ...read.kernel.rates.map((_rate, age) => ({ number: `+${age}` })),
            ]}
          />
          <tbody>
            {read.cohorts.map((one) => {
              const name = monthName(locale, one.month, 'long');
              return (
                <tr key={one.month}>
                  <th scope="row">
                    <button
                      type="button"
                      onClick={() => onOpen(one.month, name)}
                      style={{ all: 'unset', cursor: 'pointer', textDecoration: 'underline dotted' }}
                    >
                      {name}
                    </button>
                  </th>
                  <td data-number>{format.number(one.leads)}</td>
                  <td data-number>{format.number(one.wins)}</td>
                  <td data-number>
                    {one.projectedWins === null || read.kernel.wins < ENOUGH_WINS ? '–' : format.decimal(one.projectedWins)}
                  </td>
                  <td data-number>{format.percent(one.maturity)}</td>
                  <td data-number>{money(one.minor)}</td>
                  {one.byAge.map((wins, age) => (
                    // biome-ignore lint/suspicious/noArrayIndexKey: the age is the place
                    <td key={age} data-number>
                      {wins === 0 ? '' : format.number(wins)}
                    </td>
                  ))}
                </tr>
              );
            })}
          </tbody>
        </ReadTable>
      </Scroll>
    </section>
  );
}

/** Money a day by segment, and which lever moved it. */
export function Velocity({ read, cut }: { read: Read; cut: Cut }) {
  const { goals } = useTexts();
  const texts = goals.forecast;
  const format = useFormat();
  const { velocityColumns: columns } = texts;
  const money = (minor: number) => format.money({ amountMinor: Math.round(minor), currency: read.currency }, 'short');
  const change = (minor: number) => `${minor > 0 ? '+' : ''}${money(minor)}`;
  return (
    <section className={classes.section}>
      <p className={classes.quiet}>{texts.velocityLead}</p>
      <Scroll label={texts.tabs.velocity}>
        <ReadTable>
          <Heads
            of={[
              columns.segment,
              { number: columns.deals },
              columns.won,
              { number: columns.average },
              { number: columns.days },
              { number: columns.perDay },
              columns.change,
            ]}
          />
          <tbody>
            {read.velocity.map((one) => (
              <tr key={one.segment}>
                <th scope="row">{segmentName(goals, cut, one.segment)}</th>
                <td data-number>{format.number(one.deals)}</td>
                <td>{format.rate(one.won)}</td>
                <td data-number>{money(one.averageMinor)}</td>
                <td data-number>{one.medianDays === null ? '–' : format.number(Math.round(one.medianDays))}</td>
                <td data-number>{one.perDayMinor === null ? texts.noEnough : money(one.perDayMinor)}</td>
                <td>
                  {one.change === null
                    ? texts.noEnough
                    : `${change(one.change.gap)} (${texts.changeOf({ deals: change(one.change.deals), winRate: change(one.change.winRate), size: change(one.change.size), days: change(one.change.days) })})`}
                </td>
              </tr>
            ))}
          </tbody>
        </ReadTable>
      </Scroll>
    </section>
  );
}
