import { Button, NativeSelect } from '@mantine/core';
import { getOverrideOutcomes, listOverrides } from '#modules/gate/contract/overrides.ts';
import { AGREED_CODES, OUTCOMES } from '#modules/gate/schema.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { useRead, useReadPages } from '../../data.ts';
import { useFormat } from '../../format.ts';
import classes from '../../parts/gate/gate.module.css';
import { OverrideLine } from '../../parts/gate/OverrideLine.tsx';
import { useUrlState } from '../../place.ts';
import { useTexts } from '../../texts/texts.ts';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { Figure, Figures } from '../../ui/Figure.tsx';
import { Page } from '../../ui/Page.tsx';
import { ProblemNotice } from '../../ui/ProblemNotice.tsx';

const DEFAULTS = { code: '', outcome: '' };
const TOPICS = ['gate', 'activity', 'deal', 'consent'];
const SHOWN = [...OUTCOMES, 'nothing'] as const;

/** What the gate said no to and somebody let go, and what came of it. */
export function OverridesScreen() {
  const { gate } = useTexts();
  const { overrides: texts } = gate;
  const [state, change] = useUrlState(DEFAULTS);
  const code = AGREED_CODES.find((one) => one === state.code);
  const outcome = SHOWN.find((one) => one === state.outcome);
  const came = useRead(getOverrideOutcomes, {}, { topics: TOPICS });
  const list = useReadPages(listOverrides, { ...(code ? { code } : {}), ...(outcome ? { outcome, ripe: true } : {}) }, { topics: TOPICS });
  const rows = list.data?.pages.flatMap((page) => page.items);
  const problem = came.error ?? list.error;
  const figures = came.data && (code ? came.data.byCode.find((one) => one.code === code) : came.data.all);
  return (
    <Page title={texts.title} lead={texts.lead}>
      {problem && <ProblemNotice problem={problem} onRetry={() => void Promise.all([came.refetch(), list.refetch()])} />}
      {figures && figures.n + figures.open > 0 && <Came of={figures} onOpen={(chosen) => change({ outcome: chosen }, { push: true })} />}
      {rows && (
        <>
          <div className={classes.fields}>
            <NativeSelect
              label={texts.ofReason}
              data={[{ value: '', label: texts.everyReason }, ...AGREED_CODES.map((value) => ({ value, label: gate.codes[value] }))]}
              value={state.code}
              onChange={(event) => change({ code: event.currentTarget.value })}
            />
            <NativeSelect
              label={texts.followed}
              data={[
                { value: '', label: texts.everything },
                ...SHOWN.map((value) => ({ value, label: value === 'nothing' ? texts.nothing : texts.outcomes[value] })),
              ]}
              value={state.outcome}
              onChange={(event) => change({ outcome: event.currentTarget.value })}
            />
          </div>
          {rows.length === 0 && <EmptyState title={texts.empty} body={texts.emptyBody} />}
          <ul className={classes.list} aria-label={texts.title}>
            {rows.map((override) => (
              <OverrideLine key={override.id} override={override} named />
            ))}
          </ul>
          {list.hasNextPage && (
            <Button variant="default" w="fit-content" loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
              {gate.more}
            </Button>
          )}
        </>
      )}
    </Page>
  );
}

type Outcomes = OutputOf<typeof getOverrideOutcomes>['all'];

function Came({ of, onOpen }: { of: Outcomes; onOpen: (outcome: string) => void }) {
  const { overrides: texts } = useTexts().gate;
  const format = useFormat();
  return (
    <section className={classes.section} aria-label={texts.came}>
      <h2 className={classes.heading}>{texts.came}</h2>
      <Figures>
        {OUTCOMES.map((outcome) => (
          <Figure
            key={outcome}
            label={texts.outcomes[outcome]}
            definition={texts.definition}
            rate={of.rates[outcome]}
            onOpen={() => onOpen(outcome)}
          />
        ))}
      </Figures>
      {of.open > 0 && <p className={classes.quiet}>{texts.stillOpen(format.number(of.open))}</p>}
    </section>
  );
}
