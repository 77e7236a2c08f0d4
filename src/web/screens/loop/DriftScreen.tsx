import { NativeSelect } from '@mantine/core';
import { getDrift } from '#modules/drift/contract.ts';
import { AGAINST, POPULATIONS, type Population } from '#modules/drift/schema.ts';
import { useRead } from '../../data.ts';
import { useFormat } from '../../format.ts';
import { DriftCases } from '../../parts/drift/DriftCases.tsx';
import { DriftCourse } from '../../parts/drift/DriftCourse.tsx';
import { DriftDetail } from '../../parts/drift/DriftDetail.tsx';
import { DriftRows } from '../../parts/drift/DriftRows.tsx';
import { type DriftOf, type DriftRead, DriftTable } from '../../parts/drift/DriftTable.tsx';
import classes from '../../parts/drift/drift.module.css';
import { quarterName } from '../../parts/drift/quarter.ts';
import { Sightings } from '../../parts/drift/Sightings.tsx';
import { paths } from '../../paths.ts';
import { useUrlState } from '../../place.ts';
import { useTexts } from '../../texts/texts.ts';
import { Go } from '../../ui/Go.tsx';
import { Page } from '../../ui/Page.tsx';
import { ProblemNotice } from '../../ui/ProblemNotice.tsx';

const DEFAULTS = { against: 'year_before' as string, quarter: '', population: '', dimension: '', window: '', value: '' };

/** Whether who really buys moves away from whom both teams had in mind, and what is done about it. */
export function DriftScreen() {
  const texts = useTexts().drift;
  const { profile } = useTexts().shell.nav;
  const [state, change] = useUrlState(DEFAULTS);
  const against = AGAINST.find((one) => one === state.against) ?? 'year_before';
  const quarter = /^[12]\d{3}-Q[1-4]$/.test(state.quarter) ? state.quarter : '';
  const asked = { against, ...(quarter ? { quarter } : {}) };
  const { data, error, refetch } = useRead(getDrift, asked, { topics: ['drift', 'deal'], keep: true });
  // One that was asked for by its address stays to be chosen, however old it is.
  const choices = [...new Set([...(data?.quarters ?? []), ...(quarter ? [quarter] : [])])].map((value) => ({
    value,
    label: quarterName(value),
  }));
  const shown = data && chosen(data, state);
  const choose = (population: Population, dimension: string) => change({ population, dimension, window: '', value: '' });
  return (
    <Page
      title={texts.title}
      lead={texts.lead}
      crumbs={[{ title: profile, to: paths.profile() }]}
      actions={
        <>
          <NativeSelect
            aria-label={texts.when}
            value={quarter}
            onChange={(event) => change({ quarter: event.currentTarget.value, window: '', value: '' })}
            data={[{ value: '', label: texts.lastDays }, ...choices]}
          />
          <NativeSelect
            aria-label={texts.against}
            value={against}
            onChange={(event) => change({ against: event.currentTarget.value })}
            data={AGAINST.map((value) => ({ value, label: texts.againsts[value] }))}
          />
        </>
      }
    >
      {error && <ProblemNotice problem={error} onRetry={() => void refetch()} />}
      {data?.notFollowed.map(({ dimension, label }) => (
        <p key={dimension} className={classes.notice}>
          {texts.notFollowed(label)}
        </p>
      ))}
      <DriftCases />
      {data && <DriftTable read={data} chosen={shown ?? { population: '', dimension: '' }} onChoose={choose} />}
      {data && shown && (
        <DriftDetail
          read={data}
          drift={shown.drift}
          population={shown.population}
          onOpen={(window, value) => change({ ...shownAt(shown), window, value: value ?? '' }, { push: true })}
        />
      )}
      {shown && (
        <DriftCourse
          {...shownAt(shown)}
          chosen={quarter}
          onChoose={(next) => change({ ...shownAt(shown), quarter: next, window: '', value: '' }, { push: true })}
          onOpen={(next, value) => change({ ...shownAt(shown), quarter: next, window: 'current', value: value ?? '' }, { push: true })}
        />
      )}
      {shown && (state.window === 'base' || state.window === 'current') && (
        <section className={classes.section}>
          <h2 className={classes.heading}>{texts.rows}</h2>
          <DriftRows choice={{ ...asked, ...shownAt(shown), window: state.window, ...(state.value ? { value: state.value } : {}) }} />
        </section>
      )}
      {data && data.campaigns.length > 0 && <Campaigns read={data} />}
      <Sightings />
    </Page>
  );
}

interface Shown {
  population: Population;
  dimension: string;
  drift: DriftOf;
}

const shownAt = ({ population, dimension }: Shown) => ({ population, dimension });

/** What was chosen; else what moved most among who buys, or, where those are too few to tell, among the first that are enough. */
function chosen(read: DriftRead, state: { population: string; dimension: string }): Shown | null {
  const told = read.populations.find(({ drifts }) => drifts.some(({ psi }) => psi !== null));
  const population = POPULATIONS.find((one) => one === state.population) ?? told?.population ?? 'customers';
  const drifts = read.populations.find((one) => one.population === population)?.drifts ?? [];
  const drift =
    drifts.find(({ dimension }) => dimension === state.dimension) ?? [...drifts].sort((a, b) => (b.psi ?? -1) - (a.psi ?? -1))[0];
  return drift ? { population, dimension: drift.dimension, drift } : null;
}

function Campaigns({ read }: { read: DriftRead }) {
  const texts = useTexts().drift;
  const format = useFormat();
  return (
    <section className={classes.section} aria-label={texts.campaigns}>
      <h2 className={classes.heading}>{texts.campaigns}</h2>
      {read.campaigns.map((one) => (
        <p key={`${one.campaign.id}.${one.dimension}`} className={classes.plain}>
          <Go to={paths.campaign(one.campaign.id)}>{one.campaign.name}</Go>{' '}
          {texts.campaign({
            segments: `${one.label}: ${one.segments.join(', ')}`,
            shrinking: format.number(one.shrinking),
            known: format.number(one.known),
            now: format.percent(one.currentShare),
          })}
        </p>
      ))}
    </section>
  );
}
