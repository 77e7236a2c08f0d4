import { NativeSelect } from '@mantine/core';
import { useState } from 'react';
import type { Behind } from '#modules/leadvalues/schema.ts';
import { getPatterns } from '#modules/patterns/contract.ts';
import { OUTCOMES } from '#modules/patterns/schema.ts';
import { useRead } from '../../data.ts';
import { useFormat } from '../../format.ts';
import own from '../../parts/lifecycle/lifecycle.module.css';
import { type PatternAsked, type PatternOpened, PatternRows } from '../../parts/patterns/PatternRows.tsx';
import { type OpenRows, type PatternRead, PatternTable, WordTable } from '../../parts/patterns/PatternTable.tsx';
import { CountOrMoney, type Shown } from '../../parts/reports/CountOrMoney.tsx';
import { behindInWords, MoneyBehind } from '../../parts/reports/figures.tsx';
import classes from '../../parts/reports/reports.module.css';
import { useShown } from '../../parts/reports/shown.ts';
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
  const [chosen, show] = useShown();
  const shown = data?.behind ? chosen : 'count';
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
      <div className={own.filters}>
        {data && data.reasons.length > 0 && (
          <Reasons read={data} value={state.reason} onChange={(reason) => change({ reason })} shown={shown} />
        )}
        {data?.behind && data.leads > 0 && <CountOrMoney value={shown} onChange={show} />}
      </div>
      {error && <ProblemNotice problem={error} onRetry={() => void refetch()} />}
      {data && <Found read={data} asked={asked} onOpen={open} shown={shown} />}
      {data && outcome !== 'won' && <Words read={data} asked={asked} onOpen={open} shown={shown} />}
      <PatternRows opened={opened} onClose={() => setOpened(null)} />
    </Page>
  );
}

interface ReasonsProps {
  read: PatternRead;
  value: string;
  shown: Shown;
  onChange: (reason: string) => void;
}

function Reasons({ read, value, shown, onChange }: ReasonsProps) {
  const texts = useTexts().patterns;
  const told = useBehind(shown);
  const format = useFormat();
  return (
    <NativeSelect
      label={texts.reason}
      maw={320}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
      data={[
        { value: '', label: texts.anyReason },
        ...read.reasons.map(({ id, label, n, behind }) => ({ value: id, label: texts.reasonOf(label, told(behind) ?? format.number(n)) })),
      ]}
    />
  );
}

/** The money behind something in words, where money is shown and may be seen. */
function useBehind(shown: Shown): (of: Behind | undefined) => string | undefined {
  const { behind: texts } = useTexts().reports;
  const format = useFormat();
  return (of) => (shown === 'money' && of ? behindInWords(of, { format, texts }).join(', ') || '–' : undefined);
}

interface FoundProps {
  shown: Shown;
  read: PatternRead;
  asked: PatternAsked;
  onOpen: OpenRows;
}

function Found({ read, asked, onOpen, shown }: FoundProps) {
  const texts = useTexts().patterns;
  const told = useBehind(shown);
  const [ended, all] = [told(read.behind?.ended), told(read.behind?.leads)];
  const format = useFormat();
  const [k, n] = [format.number(read.ended), format.number(read.leads)];
  return (
    <section className={classes.section} aria-label={texts.outcomes[asked.outcome]}>
      <p className={classes.headline}>
        {texts.counts[asked.outcome](k, n)} {ended && all && `${texts.money(ended, all)} `}
        {read.enough ? (read.patterns.length === 0 ? texts.none : null) : texts.notEnough(k, format.number(read.leads - read.ended))}
      </p>
      <MoneyBehind of={read.behind?.leads} shown={shown} stays={texts.moneyStays} />
      {read.patterns.length > 0 && <PatternTable read={read} asked={asked} onOpen={onOpen} shown={shown} />}
      {read.enough && (
        <p className={classes.quiet}>
          {texts.tested(format.number(read.tested))} {read.asTheyStood > 0 && texts.stood(format.number(read.asTheyStood))}{' '}
          {read.newestOnly && texts.newest}
        </p>
      )}
    </section>
  );
}

function Words({ read, asked, onOpen, shown }: FoundProps) {
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
      {words.patterns.length > 0 && <WordTable words={words} outcome={asked.outcome} onOpen={onOpen} shown={shown} />}
    </section>
  );
}
