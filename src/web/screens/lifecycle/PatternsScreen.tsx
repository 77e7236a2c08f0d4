import { NativeSelect } from '@mantine/core';
import { useState } from 'react';
import { getPatterns } from '#modules/patterns/contract.ts';
import { OUTCOMES } from '#modules/patterns/schema.ts';
import { useRead } from '../../data.ts';
import { useFormat } from '../../format.ts';
import { type PatternAsked, type PatternOpened, PatternRows } from '../../parts/patterns/PatternRows.tsx';
import { type OpenRows, type PatternRead, PatternTable, WordTable } from '../../parts/patterns/PatternTable.tsx';
import classes from '../../parts/reports/reports.module.css';
import { useUrlState } from '../../place.ts';
import { useTexts } from '../../texts/texts.ts';
import { Page } from '../../ui/Page.tsx';
import { ProblemNotice } from '../../ui/ProblemNotice.tsx';
import { FILTER_DEFAULTS, inputOf, LeadFilterBar } from './filters.tsx';

const DEFAULTS = { ...FILTER_DEFAULTS, outcome: OUTCOMES[0] as string, reason: '' };

/** What rejected, recycled, accepted or won leads have in common, and where that leads. */
export function PatternsScreen() {
  const texts = useTexts().patterns;
  const [state, change] = useUrlState(DEFAULTS);
  const outcome = OUTCOMES.find((one) => one === state.outcome) ?? OUTCOMES[0];
  const asked: PatternAsked = { ...inputOf(state), outcome, ...(state.reason ? { reasonId: state.reason } : {}) };
  const { data, error, refetch } = useRead(getPatterns, asked, { topics: ['lead', 'handoff'], keep: true });
  const [opened, setOpened] = useState<PatternOpened>(null);
  const open: OpenRows = (which) => setOpened({ ...which, asked });
  return (
    <Page
      title={texts.title}
      lead={texts.lead}
      tabs={OUTCOMES.map((id) => ({ id, title: texts.outcomes[id] }))}
      tab={outcome}
      onTab={(id) => change({ outcome: id, reason: '' })}
    >
      <LeadFilterBar state={state} onChange={(next) => void change(next)} />
      {data && data.reasons.length > 0 && <Reasons read={data} value={state.reason} onChange={(reason) => change({ reason })} />}
      {error && <ProblemNotice problem={error} onRetry={() => void refetch()} />}
      {data && <Found read={data} asked={asked} onOpen={open} />}
      {data && outcome !== 'won' && <Words read={data} asked={asked} onOpen={open} />}
      <PatternRows opened={opened} onClose={() => setOpened(null)} />
    </Page>
  );
}

function Reasons({ read, value, onChange }: { read: PatternRead; value: string; onChange: (reason: string) => void }) {
  const texts = useTexts().patterns;
  const format = useFormat();
  return (
    <NativeSelect
      label={texts.reason}
      maw={320}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
      data={[
        { value: '', label: texts.anyReason },
        ...read.reasons.map(({ id, label, n }) => ({ value: id, label: texts.reasonOf(label, format.number(n)) })),
      ]}
    />
  );
}

interface FoundProps {
  read: PatternRead;
  asked: PatternAsked;
  onOpen: OpenRows;
}

function Found({ read, asked, onOpen }: FoundProps) {
  const texts = useTexts().patterns;
  const format = useFormat();
  const [k, n] = [format.number(read.ended), format.number(read.leads)];
  return (
    <section className={classes.section} aria-label={texts.outcomes[asked.outcome]}>
      <p className={classes.headline}>
        {texts.counts[asked.outcome](k, n)}{' '}
        {read.enough ? (read.patterns.length === 0 ? texts.none : null) : texts.notEnough(k, format.number(read.leads - read.ended))}
      </p>
      {read.patterns.length > 0 && <PatternTable read={read} asked={asked} onOpen={onOpen} />}
      {read.enough && (
        <p className={classes.quiet}>
          {texts.tested(format.number(read.tested))} {read.asTheyStood > 0 && texts.stood(format.number(read.asTheyStood))}{' '}
          {read.newestOnly && texts.newest}
        </p>
      )}
    </section>
  );
}

function Words({ read, asked, onOpen }: FoundProps) {
  const texts = useTexts().patterns.words;
  const format = useFormat();
  const { words } = read;
  const [k, n] = [format.number(words.ended), format.number(words.comments)];
  return (
    <section className={classes.section} aria-label={texts.title}>
      <h2 className={classes.heading}>{texts.title}</h2>
      <p className={classes.quiet}>
        {words.enough ? texts.lead(k, n) : texts.notEnough(k, format.number(words.comments - words.ended))}{' '}
        {words.enough && words.patterns.length === 0 && texts.none}
      </p>
      {words.patterns.length > 0 && <WordTable words={words} outcome={asked.outcome} onOpen={onOpen} />}
    </section>
  );
}
