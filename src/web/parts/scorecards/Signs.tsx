import { getSigns, listSignRows } from '#modules/scorecards/contract.ts';
import { AROUND_POINTS, RARELY, SIGNS, type Sign } from '#modules/scorecards/schema.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { useRead, useReadPages } from '../../data.ts';
import { useFormat } from '../../format.ts';
import { paths } from '../../paths.ts';
import { useTexts } from '../../texts/texts.ts';
import { Figure } from '../../ui/Figure.tsx';
import { Go } from '../../ui/Go.tsx';
import { Mark, Side, When } from '../../ui/marks.tsx';
import { ProblemNotice } from '../../ui/ProblemNotice.tsx';
import { Scroll } from '../../ui/Scroll.tsx';
import { Rows } from '../handoffs/ScorecardRows.tsx';
import classes from '../handoffs/scorecard.module.css';

interface Range {
  from: string;
  to: string;
}

/** What the promises are held against, and patterns that are worth a look; none names a person. */
export function Signs({ range, onOpen }: { range: Range; onOpen: (sign: Sign) => void }) {
  const texts = useTexts().scorecard;
  const { data, error, refetch } = useRead(getSigns, range, { topics: ['handoff', 'clock'], keep: true });
  const format = useFormat();
  if (error) return <ProblemNotice problem={error} onRetry={() => void refetch()} />;
  if (!data) return null;
  return (
    <>
      <section className={classes.section} aria-label={texts.counters}>
        <h2 className={classes.heading}>{texts.counters}</h2>
        <p className={classes.quiet}>{texts.countersLead}</p>
        <table className={classes.rows}>
          <tbody>
            {data.counters.map((counter) => (
              <tr key={counter.name}>
                <th scope="row">
                  <Side side={counter.party} /> {texts.counter[counter.name]}
                  <div className={classes.quiet}>{texts.against[counter.name]}</div>
                </th>
                <td>
                  <Figure inline label={texts.counter[counter.name]} rate={counter} onOpen={() => onOpen(counter.name)} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      <section className={classes.section} aria-label={texts.looks}>
        <h2 className={classes.heading}>{texts.looks}</h2>
        <p className={classes.quiet}>
          {texts.looksLead(format.number(Math.round(1 / RARELY)), format.number(data.looks[0]?.least ?? 0))}{' '}
          <Go to={paths.disputes()}>{texts.toAudit}</Go>
        </p>
        <Scroll label={texts.looks}>
          <table className={classes.rows}>
            <thead>
              <tr>
                {[texts.name, texts.share, texts.standingHead].map((head) => (
                  <th key={head} scope="col">
                    {head}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {data.looks.map((look) => (
                <tr key={look.name}>
                  <th scope="row">
                    <Side side={look.party} /> {texts.look[look.name]}
                    <div className={classes.quiet}>{texts.innocent[look.name]}</div>
                    {look.name === 'threshold_skimming' && <Around cuts={data.cuts} />}
                  </th>
                  <td>
                    <Figure inline label={texts.look[look.name]} rate={look} onOpen={() => onOpen(look.name)} />
                  </td>
                  <td>
                    <Mark tone={look.standing === 'look' ? 'soon' : 'plain'}>{texts.standing[look.standing]}</Mark>{' '}
                    <div className={classes.quiet}>
                      {texts.everyday(format.percent(look.usual))}{' '}
                      {look.standing === 'not_enough'
                        ? texts.casesNow(format.number(look.n))
                        : texts.chanceNow(format.number(Math.min(Math.round(1 / look.chance), 1000)), look.chance < 0.001)}
                    </div>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </Scroll>
      </section>
    </>
  );
}

/** Around which points people are counted, and how wide. */
function Around({ cuts }: { cuts: OutputOf<typeof getSigns>['cuts'] }) {
  const texts = useTexts().scorecard;
  const format = useFormat();
  const points = [...new Set(cuts.map(({ cut }) => cut))].sort((a, b) => a - b);
  const said = points.map((point) =>
    texts.cut(format.number(point), cuts.flatMap(({ fit, cut }) => (cut === point ? [fit] : [])).join(', ')),
  );
  return (
    <div className={classes.quiet}>{said.length === 0 ? texts.noCut : texts.around(said.join('; '), format.number(AROUND_POINTS))}</div>
  );
}

/** The rows behind a sign, those that show it first on asking. */
export function SignRows({ sign, range }: { sign: string; range: Range }) {
  const { scorecard: texts, agreement } = useTexts();
  const { rows: words } = agreement.scorecard;
  const name = SIGNS.find((one) => one === sign);
  const list = useReadPages(listSignRows, { sign: name ?? 'speed_conversion', ...range, counts: true }, { topics: ['handoff'] });
  const items = list.data?.pages.flatMap((page) => page.items) ?? [];
  const titles: Readonly<Record<string, string>> = { ...texts.counter, ...texts.look };
  return (
    <Rows title={titles[sign] ?? sign} mark={sign} heads={[words.lead, words.started]} list={list} empty={items.length === 0}>
      {items.map((row) => (
        <tr key={row.id}>
          <td>
            {row.label === null ? (
              words.hidden
            ) : (
              <Go
                to={
                  row.dealId
                    ? paths.deal(row.dealId)
                    : row.leadId
                      ? paths.lead(row.leadId)
                      : row.contactId
                        ? paths.contact(row.contactId)
                        : '/'
                }
              >
                {row.label}
              </Go>
            )}
          </td>
          <td>
            <When at={row.at} form="moment" />
          </td>
        </tr>
      ))}
    </Rows>
  );
}
