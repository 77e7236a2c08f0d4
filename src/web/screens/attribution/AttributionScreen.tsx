import { Button, SegmentedControl } from '@mantine/core';
import { compareModels, getAttribution, rebuildAttribution } from '#modules/attribution/contract/versions.ts';
import { FEW_CONVERSIONS, FEWEST_TO_LEARN, MONEYS, type PathModel } from '#modules/attribution/schema.ts';
import { useRead, useWrite } from '../../data.ts';
import { useFormat } from '../../format.ts';
import { Comparison } from '../../parts/attribution/Comparison.tsx';
import { RuleVersions, type Standing, TermsList } from '../../parts/attribution/RuleVersions.tsx';
import { channelName } from '../../parts/leads/channel.ts';
import own from '../../parts/lifecycle/lifecycle.module.css';
import { daysOf, PeriodChoice, periodNamed, usePeriodWords } from '../../parts/reports/PeriodChoice.tsx';
import reports from '../../parts/reports/reports.module.css';
import { useUrlState } from '../../place.ts';
import { useTexts } from '../../texts/texts.ts';
import { Mark } from '../../ui/marks.tsx';
import { Page } from '../../ui/Page.tsx';
import { ProblemNotice } from '../../ui/ProblemNotice.tsx';
import { Scroll } from '../../ui/Scroll.tsx';
import { useToast } from '../../ui/toast.tsx';

const DEFAULTS = { money: 'booked', period: 'year' };

/** The rule both sides signed, the draft, every model beside the others, and what the learning ones have learned. */
export function AttributionScreen() {
  const { attribution } = useTexts();
  const texts = attribution.rules;
  const [state, change] = useUrlState(DEFAULTS);
  const money = MONEYS.find((one) => one === state.money) ?? 'booked';
  const period = periodNamed(state.period, 'year');
  const standing = useRead(getAttribution, {}, { topics: ['attribution'], keep: true });
  const compared = useRead(compareModels, { money, ...daysOf(period, 'year') }, { topics: ['attribution'], keep: true });
  const words = usePeriodWords(compared.data?.period);
  const problem = standing.error ?? compared.error;
  return (
    <Page title={texts.title} lead={texts.lead}>
      {problem && <ProblemNotice problem={problem} onRetry={() => void Promise.all([standing.refetch(), compared.refetch()])} />}
      {standing.data && <RuleVersions read={standing.data} />}
      <section className={reports.section} aria-label={texts.comparison}>
        <h2 className={reports.heading}>{texts.comparison}</h2>
        <div className={own.filters}>
          <PeriodChoice value={period} onChange={(next) => change({ period: next })} />
          <SegmentedControl
            aria-label={texts.money}
            value={money}
            onChange={(next) => change({ money: next })}
            data={MONEYS.map((value) => ({ value, label: attribution.moneys[value] }))}
          />
          <span className={reports.quiet}>{words}</span>
        </div>
        {compared.data?.deals === 0 && <p className={reports.sentence}>{texts.noDeals}</p>}
        {compared.data && compared.data.deals > 0 && <Comparison data={compared.data} money={money} />}
      </section>
      {standing.data && <Learned read={standing.data} />}
      {standing.data && <Past read={standing.data} />}
      {standing.data && <Run read={standing.data} />}
    </Page>
  );
}

function Learned({ read }: { read: Standing }) {
  const { attribution } = useTexts();
  const texts = attribution.rules;
  const format = useFormat();
  if (read.weights.length === 0 || read.run?.paths == null) return null;
  const channels = [...new Set(read.weights.map(({ channel }) => channel))];
  const won = read.run.won ?? 0;
  const points = (share: number) => format.decimal(share * 100, 1);
  const weight = (model: PathModel, channel: string) => {
    const found = read.weights.find((one) => one.model === model && one.channel === channel);
    if (!found) return '–';
    const { low, high } = found;
    return low === null || high === null ? `${points(found.weight)} %` : texts.within(points(found.weight), points(low), points(high));
  };
  // Fewer than ten won deals bound nothing: their weights would be guesses.
  const known = won >= FEWEST_TO_LEARN;
  return (
    <section className={reports.section} aria-label={texts.learned}>
      <h2 className={reports.heading}>{texts.learned}</h2>
      <p className={reports.quiet}>
        {texts.learnedLead(format.number(read.run.paths), format.number(won))}{' '}
        {read.learnedFrom && texts.learnedSpan(format.date(read.learnedFrom.from), format.date(read.learnedFrom.to))}{' '}
        {known && won < FEW_CONVERSIONS && texts.fewWins}
      </p>
      {!known && <p className={reports.sentence}>{texts.tooFew(format.number(won))}</p>}
      {known && (
        <Scroll label={texts.learned}>
          <table className={reports.table}>
            <thead>
              <tr>
                <th scope="col">{texts.channel}</th>
                <th scope="col">
                  {attribution.models.markov}: {texts.effect.toLowerCase()}
                </th>
                <th scope="col">
                  {attribution.models.shapley}: {texts.adds.toLowerCase()}
                </th>
              </tr>
            </thead>
            <tbody>
              {channels.map((channel) => (
                <tr key={channel}>
                  <th scope="row">{channelName(channel)}</th>
                  <td data-label={texts.effect}>{weight('markov', channel)}</td>
                  <td data-label={texts.adds}>{weight('shapley', channel)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </Scroll>
      )}
    </section>
  );
}

function Past({ read }: { read: Standing }) {
  const texts = useTexts().attribution.rules;
  const format = useFormat();
  if (read.past.length === 0) return null;
  return (
    <section className={reports.section} aria-label={texts.past}>
      <h2 className={reports.heading}>{texts.past}</h2>
      {read.past.map((one) => (
        <details key={one.id}>
          <summary>
            {texts.number(format.number(one.number))} <Mark>{texts.statuses[one.status]}</Mark>
          </summary>
          <TermsList terms={one.terms} />
        </details>
      ))}
    </section>
  );
}

function Run({ read }: { read: Standing }) {
  const texts = useTexts().attribution.rules;
  const format = useFormat();
  const toast = useToast();
  const rebuild = useWrite(rebuildAttribution, { invalidates: ['attribution'] });
  const { run } = read;
  const goes = run?.state === 'waiting' || run?.state === 'running';
  const begin = () => rebuild.mutateAsync({}).then(() => toast.done(texts.rebuilding));
  return (
    <>
      {run && (
        <p className={reports.quiet} role="status">
          {run.state === 'waiting' && texts.waiting}
          {run.state === 'running' && texts.working(format.number(run.done), format.number(run.total ?? 0))}
          {run.state === 'failed' && texts.failed}
          {run.state === 'done' && run.endedAt && texts.workedOut(format.date(run.endedAt))}
        </p>
      )}
      {read.mayWrite && !goes && (
        <Button variant="default" w="fit-content" loading={rebuild.isPending} onClick={() => void begin().catch(toast.problem)}>
          {texts.rebuild}
        </Button>
      )}
    </>
  );
}
