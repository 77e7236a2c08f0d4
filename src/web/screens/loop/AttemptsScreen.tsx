import { NativeSelect } from '@mantine/core';
import { getDepth } from '#modules/attempts/contract.ts';
import { SPLITS, USUAL_COST_MINOR, USUAL_MINUTES } from '#modules/attempts/schema.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { useRead } from '../../data.ts';
import { useFormat } from '../../format.ts';
import { AttemptRows } from '../../parts/attempts/AttemptRows.tsx';
import { DepthSteps } from '../../parts/attempts/DepthSteps.tsx';
import { channelName } from '../../parts/leads/channel.ts';
import classes from '../../parts/leadvalues/leadvalues.module.css';
import { paths } from '../../paths.ts';
import { useUrlState } from '../../place.ts';
import { useTexts } from '../../texts/texts.ts';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { Figure, Figures } from '../../ui/Figure.tsx';
import { MoneyInput } from '../../ui/MoneyInput.tsx';
import { Money } from '../../ui/marks.tsx';
import { Page } from '../../ui/Page.tsx';
import { ProblemNotice } from '../../ui/ProblemNotice.tsx';

const DEFAULTS = { by: 'none' as string, cost: USUAL_COST_MINOR, minutes: USUAL_MINUTES, attempt: -1, reached: '' as string };
type Read = OutputOf<typeof getDepth>;
type Open = (attempt: number, reached?: boolean) => void;

/** How often it pays to try before a lead is given back: the number for the agreement's promise, from the own history. */
export function AttemptsScreen() {
  const texts = useTexts().attempts;
  const { agreement } = useTexts().shell.nav;
  const [state, change] = useUrlState(DEFAULTS);
  const by = SPLITS.find((one) => one === state.by) ?? 'none';
  const asked = { by, costMinor: Math.max(1, state.cost), minutes: Math.max(1, state.minutes) };
  const { data, error, refetch } = useRead(getDepth, asked, { topics: ['handoff'], keep: true });
  const open: Open = (attempt, reached) => change({ attempt, reached: reached === undefined ? '' : String(reached) }, { push: true });
  return (
    <Page
      title={texts.title}
      lead={texts.lead}
      crumbs={[{ title: agreement, to: paths.agreement() }]}
      actions={
        <>
          <MoneyInput
            label={texts.cost}
            currency={data?.currency ?? 'EUR'}
            value={state.cost}
            onChange={(cost) => change({ cost: cost ?? USUAL_COST_MINOR })}
          />
          <NativeSelect
            label={texts.by}
            value={by}
            onChange={(event) => change({ by: event.currentTarget.value })}
            data={SPLITS.map((value) => ({ value, label: texts.splits[value] }))}
          />
        </>
      }
    >
      {error && <ProblemNotice problem={error} onRetry={() => void refetch()} />}
      {data && data.all.leads === 0 && <EmptyState title={texts.empty} body={texts.emptyBody} />}
      {data && data.all.leads > 0 && <Answer read={data} open={open} />}
      {data && data.segments.length > 0 && <Segments read={data} />}
      {data && data.all.steps.length > 0 && <DepthSteps read={data} onOpen={open} />}
      {state.attempt >= 0 && (
        <section className={classes.section}>
          <h2 className={classes.heading}>{texts.rows}</h2>
          <AttemptRows choice={{ by, attempt: state.attempt, ...(state.reached === '' ? {} : { reached: state.reached === 'true' }) }} />
        </section>
      )}
    </Page>
  );
}

function Answer({ read, open }: { read: Read; open: Open }) {
  const texts = useTexts().attempts;
  const format = useFormat();
  const { all, load } = read;
  const why = all.valueMinor === null ? texts.noValue : all.depth === null ? texts.unknownBody : all.open ? texts.open : undefined;
  return (
    <Figures>
      <Figure label={texts.depth} value={all.depth === null ? texts.unknown : texts.times(format.number(all.depth))} beside={why} />
      {all.depth !== null && <Figure label={texts.reach} definition={texts.reachDefinition} value={format.percent(all.reach)} />}
      {all.depth !== null && (
        <Figure
          label={texts.perLead}
          definition={texts.perLeadDefinition}
          value={format.number(Math.round(all.attemptsPerLead * 10) / 10)}
        />
      )}
      {all.depth !== null && (
        <Figure
          label={texts.hours}
          value={format.number(Math.round(load.hoursPerMonth * 10) / 10)}
          beside={texts.hoursBeside(format.number(Math.round(load.leadsPerMonth)))}
        />
      )}
      {all.valueMinor !== null && (
        <Figure
          label={texts.value}
          definition={texts.valueDefinition}
          value={<Money value={{ amountMinor: all.valueMinor, currency: read.currency }} />}
        />
      )}
      <Figure label={texts.untried} value={format.number(all.untried)} onOpen={() => open(0, false)} />
      <Figure
        label={texts.byThemselves}
        definition={texts.byThemselvesDefinition}
        value={format.number(all.byThemselves)}
        onOpen={() => open(0, true)}
      />
    </Figures>
  );
}

function Segments({ read }: { read: Read }) {
  const texts = useTexts().attempts;
  const format = useFormat();
  return (
    <section className={classes.section} aria-label={texts.segments}>
      <h2 className={classes.heading}>{texts.segments}</h2>
      <table className={classes.steps}>
        <thead>
          <tr>
            <th scope="col">{texts.segment}</th>
            <th scope="col">{texts.leads}</th>
            <th scope="col">{texts.depth}</th>
            <th scope="col">{texts.reach}</th>
          </tr>
        </thead>
        <tbody>
          {read.segments.map((one) => (
            <tr key={one.segment}>
              <th scope="row">{channelName(one.segment)}</th>
              <td>{format.number(one.leads)}</td>
              <td>
                {one.depth === null ? texts.unknown : texts.times(format.number(one.depth))}
                {!one.own && <div className={classes.quiet}>{texts.pooled(format.number(one.leads))}</div>}
              </td>
              <td>{one.depth === null ? '–' : format.percent(one.reach)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
