import { getHoldOuts } from '#modules/attribution/contract/returns.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { useRead } from '../../data.ts';
import { useFormat } from '../../format.ts';
import { RuleNamed } from '../../parts/attribution/RuleNamed.tsx';
import { SampleSize } from '../../parts/attribution/SampleSize.tsx';
import { TrackHoldOuts } from '../../parts/attribution/TrackHoldOuts.tsx';
import reports from '../../parts/reports/reports.module.css';
import { paths } from '../../paths.ts';
import { useTexts } from '../../texts/texts.ts';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { Figure } from '../../ui/Figure.tsx';
import { Go } from '../../ui/Go.tsx';
import { Heads } from '../../ui/Heads.tsx';
import { Page } from '../../ui/Page.tsx';
import { ProblemNotice } from '../../ui/ProblemNotice.tsx';
import { Scroll } from '../../ui/Scroll.tsx';

type Data = OutputOf<typeof getHoldOuts>;

/** What mailings brought beyond what would have come anyway, beside what attribution gives them; and whether a test is worth its start. */
export function HoldOutsScreen() {
  const texts = useTexts().attribution.holdOuts;
  const format = useFormat();
  const { data, error, refetch } = useRead(getHoldOuts, {}, { topics: ['send', 'message', 'attribution', 'track'] });
  const base = data?.volume.base.rate ? Math.round(data.volume.base.rate * 1000) / 10 : 2;
  return (
    <Page title={texts.title} lead={texts.lead}>
      {error && <ProblemNotice problem={error} onRetry={() => void refetch()} />}
      {data && data.items.length === 0 && <EmptyState title={texts.empty} body={texts.emptyBody} />}
      {data && data.items.length > 0 && <Lifts data={data} />}
      {data && (
        <>
          <TrackHoldOuts data={data} />
          <SampleSize start={{ base, expected: Math.round(base * 15) / 10, share: 10, perWeek: Math.round(data.volume.perWeek) }} />
          <p className={reports.quiet}>{texts.own(format.number(Math.round(data.volume.perWeek)), format.rate(data.volume.base))}</p>
        </>
      )}
    </Page>
  );
}

function Lifts({ data }: { data: Data }) {
  const { attribution } = useTexts();
  const texts = attribution.holdOuts;
  const { columns } = texts;
  const format = useFormat();
  const money = (minor: number | null) => (minor === null ? '–' : format.money({ amountMinor: minor, currency: data.currency }));
  const points = (share: number) => format.decimal(share * 100, 1);
  return (
    <>
      <RuleNamed model={data.model} number={data.number} />
      <Scroll label={texts.title}>
        <table className={reports.table}>
          <caption className="hidden-from-sight">{texts.title}</caption>
          <Heads of={Object.values(columns)} />
          <tbody>
            {data.items.map(({ id, name, at, treated, held, lift, incremental, ...one }) => (
              <tr key={id}>
                <th scope="row">
                  <Go to={paths.send(id)}>{name}</Go> <span className={reports.quiet}>{format.date(at)}</span>
                </th>
                <td data-label={columns.treated}>
                  <Figure inline label={columns.treated} rate={treated} to={paths.send(id, { show: true, fact: 'converted' })} />
                </td>
                <td data-label={columns.held}>
                  <Figure inline label={columns.held} rate={held} to={paths.send(id, { show: true, code: 'hold_out' })} />
                </td>
                <td data-label={columns.lift}>
                  {texts.points(points(lift.value), points(lift.low), points(lift.high))}
                  <div className={reports.quiet}>
                    {!lift.enough ? texts.few : lift.low > 0 || lift.high < 0 ? texts.proven : texts.unproven}
                  </div>
                </td>
                <td data-label={columns.incremental}>
                  {texts.people(
                    format.decimal(incremental.value, 0),
                    format.decimal(incremental.low, 0),
                    format.decimal(incremental.high, 0),
                  )}
                </td>
                <td data-label={columns.attributed}>{money(one.attributedMinor)}</td>
                <td data-label={columns.money}>
                  <span title={texts.moneyHelp}>{money(one.incrementalMinor)}</span>
                </td>
                <td data-label={columns.needed}>{one.neededPerArm === null ? '–' : format.number(one.neededPerArm)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
    </>
  );
}
