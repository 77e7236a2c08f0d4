import { Button } from '@mantine/core';
import { askBacktest } from '#modules/scoring/contract/backtest.ts';
import { getThresholdTable } from '#modules/thresholds/contract/table.ts';
import { getThreshold } from '#modules/thresholds/contract/thresholds.ts';
import { FIT_CLASSES, USUAL_CLASSES } from '#modules/thresholds/schema.ts';
import { useRead, useWrite } from '../../data.ts';
import { useNow } from '../../now.ts';
import { HandoffRows } from '../../parts/handoffs/ScorecardRows.tsx';
import { Negotiation, type Read } from '../../parts/thresholds/Negotiation.tsx';
import { ThresholdAnswer } from '../../parts/thresholds/ThresholdAnswer.tsx';
import { type Table, ThresholdChart } from '../../parts/thresholds/ThresholdChart.tsx';
import { ThresholdRows } from '../../parts/thresholds/ThresholdRows.tsx';
import { ThresholdHistory, ThresholdStanding } from '../../parts/thresholds/ThresholdStanding.tsx';
import { ThresholdTable } from '../../parts/thresholds/ThresholdTable.tsx';
import { ThresholdTerms } from '../../parts/thresholds/ThresholdTerms.tsx';
import { paths } from '../../paths.ts';
import { useUrlState } from '../../place.ts';
import { useCan } from '../../session.ts';
import { useTexts } from '../../texts/texts.ts';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { Page } from '../../ui/Page.tsx';
import { ProblemNotice } from '../../ui/ProblemNotice.tsx';
import { useToast } from '../../ui/toast.tsx';

const DEFAULTS = {
  fit: USUAL_CLASSES.join(''),
  value: 0,
  cost: 0,
  attempts: 0,
  minutes: 0,
  hours: 0,
  reps: 0,
  /** Which past leads are open: all, immature, outside, or `cut` with the two below. */
  rows: '' as string,
  cut: 0,
  below: 0,
  won: false,
  /** Which hand-offs are open, and from when on. */
  handoffs: '' as string,
  from: '' as string,
};
type State = typeof DEFAULTS;
type Change = ReturnType<typeof useUrlState<State>>[1];

/** What was typed; else what the negotiation looks at; else as usual. */
function termsFrom(state: State, open: Read['open']) {
  const agreed = open?.terms;
  const pick = (typed: number, of: number | null | undefined) => (typed > 0 ? typed : (of ?? undefined));
  const terms = {
    valueMinor: pick(state.value, agreed?.valueMinor),
    costMinor: pick(state.cost, agreed?.costMinor),
    attempts: pick(state.attempts, agreed?.attempts),
    minutes: pick(state.minutes, agreed?.minutes),
    hoursPerRep: pick(state.hours, agreed?.hoursPerRep),
    reps: pick(Math.round(state.reps), agreed?.reps),
  };
  return Object.fromEntries(Object.entries(terms).filter(([, value]) => value !== undefined)) as { [K in keyof typeof terms]?: number };
}

/** From which score on a lead is for Sales: what each value would have brought, what both sides need, what they signed. */
export function ThresholdScreen() {
  const { thresholds: texts, shell } = useTexts();
  const [state, change] = useUrlState(DEFAULTS);
  const chosen = FIT_CLASSES.filter((one) => state.fit.includes(one));
  const fitClasses = chosen.length > 0 ? chosen : [...USUAL_CLASSES];
  const standing = useRead(getThreshold, {}, { topics: ['threshold', 'score'] });
  const terms = termsFrom(state, standing.data?.open ?? null);
  const { data, error, refetch } = useRead(
    getThresholdTable,
    { fitClasses, ...terms },
    { topics: ['threshold', 'score', 'handoff'], keep: true, when: standing.data !== undefined },
  );
  const read = standing.data;
  const problem = error ?? standing.error;
  const inForceCut = read?.inForce?.value?.cut ?? null;
  return (
    <Page title={texts.title} lead={texts.lead} crumbs={[{ title: shell.nav.profile, to: paths.profile('score') }]}>
      {problem && <ProblemNotice problem={problem} onRetry={() => void Promise.all([refetch(), standing.refetch()])} />}
      {read && <ThresholdStanding read={read} onOpen={(handoffs, from) => change({ handoffs, from, rows: '' }, { push: true })} />}
      <OpenHandoffs state={state} />
      {data && !data.table && <NoPast versionId={data.modelVersionId} running={data.running} />}
      {data?.table && read && (
        <>
          <ThresholdTerms
            fitClasses={data.table.fitClasses}
            terms={data.table.terms}
            attemptsBy={data.table.attemptsBy}
            currency={data.currency}
            onClasses={(classes) => change({ fit: classes.join('') })}
            onTerms={change}
          />
          <ThresholdAnswer table={data.table} currency={data.currency} onOpen={(rows) => change({ rows, handoffs: '' }, { push: true })} />
          <ThresholdChart table={data.table} inForceCut={inForceCut} />
          <Negotiation read={read} table={data.table} currency={data.currency} terms={terms} />
          <Figures table={data.table} currency={data.currency} inForceCut={inForceCut} state={state} change={change} />
          {data.modelVersionId && <RunAgain versionId={data.modelVersionId} running={data.running} />}
        </>
      )}
      {read && <ThresholdHistory read={read} />}
    </Page>
  );
}

interface FiguresProps {
  table: Table;
  currency: string;
  inForceCut: number | null;
  state: State;
  change: Change;
}

/** Value by value, and the past leads behind one of them. */
function Figures({ table, currency, inForceCut, state, change }: FiguresProps) {
  const { fitClasses } = table;
  const which = {
    cut: { fitClasses, cut: state.cut, ...(state.below > 0 ? { below: state.below } : {}), ...(state.won ? { won: true } : {}) },
    immature: { fitClasses, mature: false },
    outside: { fitClasses, outside: true },
  }[state.rows];
  return (
    <>
      <ThresholdTable
        table={table}
        currency={currency}
        inForceCut={inForceCut}
        onOpen={({ cut, below = 0, won = false }) => change({ rows: 'cut', cut, below, won, handoffs: '' }, { push: true })}
      />
      {which && <ThresholdRows choice={which} onClose={() => change({ rows: '', cut: 0, below: 0, won: false })} />}
    </>
  );
}

/** The hand-offs behind a figure of what happened since. */
function OpenHandoffs({ state }: { state: State }) {
  const now = useNow();
  if (state.handoffs === '' || state.from === '') return null;
  const to = new Date(Math.ceil(now / 3_600_000) * 3_600_000).toISOString();
  return <HandoffRows choice={state.handoffs} reasonId="" range={{ from: state.from, to }} />;
}

function NoPast({ versionId, running }: { versionId: string | null; running: boolean }) {
  const texts = useTexts().thresholds;
  if (running) return <p role="status">{texts.running}</p>;
  return (
    <EmptyState
      title={texts.empty}
      body={versionId ? texts.emptyBody : texts.noModel}
      actions={versionId ? <AskButton versionId={versionId} words={texts.run} primary /> : undefined}
    />
  );
}

function RunAgain({ versionId, running }: { versionId: string; running: boolean }) {
  const texts = useTexts().thresholds;
  return running ? <p role="status">{texts.running}</p> : <AskButton versionId={versionId} words={texts.again} />;
}

const WINDOW_DAYS = 180;

function AskButton({ versionId, words, primary = false }: { versionId: string; words: string; primary?: boolean }) {
  const texts = useTexts().thresholds;
  const toast = useToast();
  const may = useCan('profile:write');
  const ask = useWrite(askBacktest, { invalidates: ['score'] });
  if (!may) return null;
  const run = () => ask.mutateAsync({ id: versionId, windowDays: WINDOW_DAYS }).then(() => toast.done(texts.started));
  return (
    <Button
      variant={primary ? 'filled' : 'default'}
      w="fit-content"
      loading={ask.isPending}
      onClick={() => void run().catch(toast.problem)}
    >
      {words}
    </Button>
  );
}
