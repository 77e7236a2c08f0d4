import { Button, Group, Radio, Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import { writeAgreement } from '#modules/agreements/contract/agreement.ts';
import { listCalendars } from '#modules/agreements/contract/calendars.ts';
import { type ClauseInput, isClocked, OPEN_CLOCKS, type OpenClocks, PARTIES } from '#modules/agreements/schema.ts';
import { ApiProblem } from '../../api.ts';
import { useRead, useWrite } from '../../data.ts';
import { useFormat } from '../../format.ts';
import { useTexts } from '../../texts/texts.ts';
import { Mark, Side } from '../../ui/marks.tsx';
import { ProblemNotice } from '../../ui/ProblemNotice.tsx';
import { useToast } from '../../ui/toast.tsx';
import classes from './agreements.module.css';
import { useAmounts } from './amounts.ts';
import { ClauseForm } from './ClauseForm.tsx';
import { inputOf, newClause, splitTime, type Version } from './clause-draft.ts';

interface Draft {
  title: string;
  effectiveOn: string;
  note: string;
  openClocks: OpenClocks;
  clauses: ClauseInput[];
}

/** Writes a version whole: its promises on both sides, each in a drawer of its own. */
export function AgreementDraft({ version, onDone }: { version: Version; onDone: () => void }) {
  const { agreement, ui } = useTexts();
  const texts = agreement.write;
  const toast = useToast();
  const write = useWrite(writeAgreement, { invalidates: ['agreement'] });
  const [draft, setDraft] = useState<Draft>({
    title: version.title,
    effectiveOn: version.effectiveOn ?? '',
    note: version.note ?? '',
    openClocks: version.openClocks,
    clauses: version.clauses.map(inputOf),
  });
  const [open, setOpen] = useState<number | null>(null);
  const [problem, setProblem] = useState<unknown>(null);
  const errors = problem instanceof ApiProblem ? problem.errors : [];
  const change = (part: Partial<Draft>) => setDraft({ ...draft, ...part });
  const setClause = (index: number, clause: ClauseInput) =>
    change({ clauses: draft.clauses.map((one, place) => (place === index ? clause : one)) });
  const save = async () => {
    const { title, effectiveOn, note, openClocks, clauses } = draft;
    try {
      const done = await write.mutateAsync({
        id: version.id,
        title,
        effectiveOn: effectiveOn || null,
        note: note || null,
        openClocks,
        clauses,
        basedOn: version.contentHash,
      });
      toast.done(done.signaturesCleared ? texts.cleared : texts.saved);
      onDone();
    } catch (said) {
      setProblem(said);
    }
  };
  const editing = open === null ? undefined : draft.clauses[open];
  return (
    <div className={classes.side}>
      {problem !== null && (
        <ProblemNotice problem={problem} lines={errors.map(({ field, message }) => `${placeOf(field, draft.clauses)}: ${message}`)} />
      )}
      <div className={classes.row}>
        <TextInput
          className={classes.grow}
          label={texts.name}
          required
          value={draft.title}
          onChange={(event) => change({ title: event.currentTarget.value })}
        />
        <TextInput
          type="date"
          label={texts.effectiveOn}
          description={texts.effectiveHelp}
          value={draft.effectiveOn}
          onChange={(event) => change({ effectiveOn: event.currentTarget.value })}
        />
      </div>
      <Textarea
        label={texts.note}
        autosize
        minRows={2}
        maxLength={4000}
        value={draft.note}
        onChange={(event) => change({ note: event.currentTarget.value })}
      />
      {version.number > 1 && (
        <Radio.Group
          label={texts.openClocks}
          description={texts.openClocksHelp}
          value={draft.openClocks}
          onChange={(value) => change({ openClocks: OPEN_CLOCKS.find((one) => one === value) ?? 'new_only' })}
        >
          <Group mt="xs" gap="lg">
            {OPEN_CLOCKS.map((value) => (
              <Radio key={value} value={value} label={texts.openClockChoices[value]} />
            ))}
          </Group>
        </Radio.Group>
      )}
      <div className={classes.sides}>
        {[...PARTIES].reverse().map((party) => (
          <DraftSide key={party} party={party} draft={draft} onOpen={setOpen} onClauses={(clauses) => change({ clauses })} />
        ))}
      </div>
      <Group gap="sm">
        <Button onClick={() => void save()} loading={write.isPending}>
          {texts.save}
        </Button>
        <Button variant="default" onClick={onDone}>
          {ui.common.cancel}
        </Button>
      </Group>
      {editing && open !== null && (
        <ClauseForm
          clause={editing}
          onChange={(clause) => setClause(open, clause)}
          onClose={() => setOpen(null)}
          errors={errorsOf(open, errors)}
        />
      )}
    </div>
  );
}

const AT = /^clauses\[(\d+)\]\.?(.*)$/;

function errorsOf(index: number, errors: readonly { field: string; message: string }[]): Record<string, string> {
  return Object.fromEntries(
    errors.flatMap(({ field, message }) => {
      const [, place, rest] = AT.exec(field) ?? [];
      return place !== undefined && rest !== undefined && Number(place) === index ? [[rest, message]] : [];
    }),
  );
}

function placeOf(field: string, clauses: readonly ClauseInput[]): string {
  const place = AT.exec(field)?.[1];
  return place === undefined ? field : clauses[Number(place)]?.title || field;
}

interface DraftSideProps {
  party: (typeof PARTIES)[number];
  draft: Draft;
  onOpen: (index: number) => void;
  onClauses: (clauses: ClauseInput[]) => void;
}

function DraftSide({ party, draft, onOpen, onClauses }: DraftSideProps) {
  const { agreement } = useTexts();
  const texts = agreement.write;
  const format = useFormat();
  const amounts = useAmounts();
  const { data } = useRead(listCalendars, {}, { topics: ['calendar'] });
  const calendars = data?.items ?? [];
  const first = calendars.find(({ always }) => always) ?? calendars[0];
  const add = () => {
    if (!first) return;
    onClauses([...draft.clauses, newClause('in_time', party, first.id)]);
    onOpen(draft.clauses.length);
  };
  return (
    <section className={classes.side} aria-label={agreement.promises[party]}>
      <h2 className={classes.heading}>
        <Side side={party}>{agreement.promises[party]}</Side>
      </h2>
      <ul className={classes.clauses}>
        {draft.clauses.map((clause, index) => {
          if (clause.party !== party) return null;
          return (
            <li key={clause.lineId ?? `new-${index}`} className={classes.clause} data-party={party}>
              <div className={classes.top}>
                <h3 className={classes.name}>{clause.title || texts.clause}</h3>
                <Mark>
                  {agreement.target(clause.family === 'amount' ? amounts(clause.measure, clause.amount) : format.percent(clause.target))}
                </Mark>
              </div>
              <p className={classes.quiet}>
                <Summary clause={clause} calendars={calendars} />
              </p>
              <Group gap="xs">
                <Button size="compact-sm" variant="default" onClick={() => onOpen(index)}>
                  {texts.change}
                </Button>
                <Button
                  size="compact-sm"
                  variant="subtle"
                  aria-label={texts.remove(clause.title)}
                  onClick={() => onClauses(draft.clauses.filter((_, place) => place !== index))}
                >
                  {agreement.discard}
                </Button>
              </Group>
            </li>
          );
        })}
      </ul>
      <Button variant="default" onClick={add} disabled={!first}>
        {texts.add[party]}
      </Button>
    </section>
  );
}

function Summary({ clause, calendars }: { clause: ClauseInput; calendars: readonly { id: string; name: string; always: boolean }[] }) {
  const { write: texts } = useTexts().agreement;
  const format = useFormat();
  if (clause.family === 'share') return `${texts.shares[clause.measure]} · ${texts.periods[clause.period]}`;
  if (clause.family === 'amount') return `${texts.amounts[clause.measure]} · ${texts.periods[clause.period]}`;
  if (!isClocked(clause)) return null;
  const calendar = calendars.find(({ id }) => id === clause.calendarId);
  const { amount, unit } = splitTime(clause.withinSeconds, !(calendar?.always ?? true));
  const tries = clause.family === 'depth' ? [texts.tries(format.number(clause.attempts))] : [];
  const time = `${format.number(amount)} ${texts.units[unit]}`;
  return [texts.startsWhen[clause.startsWhen], ...tries, time, calendar?.name].join(' · ');
}
