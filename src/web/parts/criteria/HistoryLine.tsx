import { Button, MultiSelect, NativeSelect, NumberInput, TagsInput, TextInput } from '@mantine/core';
import { useState } from 'react';
import { type Entity, HISTORY_KINDS, HISTORY_OF, type History } from '#modules/criteria/schema.ts';
import { useFormat } from '../../format.ts';
import { useTexts } from '../../texts/texts.ts';
import classes from './criteria.module.css';
import { RecordPick } from './RecordPick.tsx';
import { SpanField } from './ValueInput.tsx';

export interface HistoryLineProps {
  entity: Entity;
  history: History;
  onChange: (history: History) => void;
}

/** Leaves out what is undefined, so that the criteria stay as short as they are said. */
function without<T extends object>(values: T): T {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as T;
}

/** "Happened · Page visit · at least 2 times · within the last 14 days", and below it who, where and with which outcome. */
export function HistoryLine({ entity, history, onChange }: HistoryLineProps) {
  const { criteria: texts } = useTexts();
  const words = texts.history;
  const format = useFormat();
  const [open, setOpen] = useState(Boolean(history.direction || history.side || history.outcomes || history.text || history.campaignIds));
  const set = (next: Partial<History>) => onChange(without({ ...history, ...next }));
  const kinds = HISTORY_KINDS.map((kind) => ({ value: kind, label: texts.kinds[kind] })).sort((a, b) => format.compare(a.label, b.label));
  return (
    <>
      <NativeSelect
        aria-label={words.did_label}
        value={history.history}
        onChange={(event) => set(event.currentTarget.value === 'did' ? { history: 'did' } : { history: 'did_not', times: undefined })}
        data={[
          { value: 'did', label: words.did },
          { value: 'did_not', label: words.did_not },
        ]}
        className={classes.operator}
      />
      <MultiSelect
        aria-label={words.kinds}
        data={kinds}
        value={[...history.kinds]}
        onChange={(chosen) => set({ kinds: HISTORY_KINDS.filter((kind) => chosen.includes(kind)) })}
        searchable
        className={classes.value}
        placeholder={history.kinds.length === 0 ? texts.choose : ''}
      />
      {history.history === 'did' && <Often history={history} set={set} />}
      <When history={history} set={set} />
      {open && <Details entity={entity} history={history} set={set} />}
      <Button variant="subtle" size="compact-xs" onClick={() => setOpen(!open)} aria-expanded={open}>
        {open ? words.less : words.more}
      </Button>
    </>
  );
}

interface PartProps {
  history: History;
  set: (next: Partial<History>) => void;
}

const COMPARES = ['at_least', 'at_most', 'exactly'] as const;

function Often({ history, set }: PartProps) {
  const { history: words } = useTexts().criteria;
  const { times } = history;
  const choose = (value: string) => {
    const compare = COMPARES.find((one) => one === value);
    set({ times: compare ? { compare, n: times?.n ?? 2 } : undefined });
  };
  return (
    <div className={classes.pair}>
      <NativeSelect
        aria-label={words.times}
        value={times?.compare ?? ''}
        onChange={(event) => choose(event.currentTarget.value)}
        data={[
          { value: '', label: words.anyTimes },
          ...COMPARES.map((compare) => ({ value: compare as string, label: words.timesAs[compare] })),
        ]}
      />
      {times && (
        <NumberInput
          aria-label={words.times}
          value={times.n}
          min={0}
          max={10_000}
          allowDecimal={false}
          allowNegative={false}
          onChange={(n) => set({ times: { ...times, n: Number(n) || 0 } })}
          w={72}
        />
      )}
    </div>
  );
}

function When({ history, set }: PartProps) {
  const { criteria: texts } = useTexts();
  const words = texts.history;
  const { when } = history;
  const form = !when ? 'ever' : 'within' in when ? 'within' : 'between';
  const today = new Date().toISOString().slice(0, 10);
  const choose = (next: string) => {
    if (next === 'within') set({ when: { within: { n: 14, unit: 'day' } } });
    else if (next === 'between') set({ when: { from: today, to: today } });
    else set({ when: undefined });
  };
  return (
    <div className={classes.pair}>
      <NativeSelect
        aria-label={words.when}
        value={form}
        onChange={(event) => choose(event.currentTarget.value)}
        data={[
          { value: 'ever', label: words.ever },
          { value: 'within', label: words.within },
          { value: 'between', label: words.between },
        ]}
      />
      {when && 'within' in when && (
        <SpanField
          minutes
          value={when.within}
          onChange={(span) => typeof span === 'object' && 'unit' in span && set({ when: { within: span } })}
        />
      )}
      {when && 'from' in when && (
        <>
          <TextInput
            type="date"
            aria-label={texts.from}
            value={when.from.slice(0, 10)}
            onChange={(event) => event.currentTarget.value && set({ when: { ...when, from: event.currentTarget.value } })}
          />
          <span>{texts.and}</span>
          <TextInput
            type="date"
            aria-label={texts.to}
            value={when.to.slice(0, 10)}
            onChange={(event) => event.currentTarget.value && set({ when: { ...when, to: event.currentTarget.value } })}
          />
        </>
      )}
    </div>
  );
}

const IN = ['address', 'subject'] as const;
const OPS = ['contains', 'starts_with', 'is'] as const;
const SIDES = ['marketing', 'sales', 'customer', 'system'] as const;

function Details({ entity, history, set }: PartProps & { entity: Entity }) {
  const { history: words } = useTexts().criteria;
  const whose: readonly Entity[] = HISTORY_OF[entity];
  const { text } = history;
  return (
    <div className={classes.details}>
      {whose.length > 1 && (
        <NativeSelect
          label={words.of}
          value={history.of ?? whose[0]}
          onChange={(event) => set({ of: whose.find((one) => one === event.currentTarget.value) })}
          data={whose.map((one) => ({ value: one, label: words.whose[one] }))}
        />
      )}
      <NativeSelect
        label={words.direction}
        value={history.direction ?? ''}
        onChange={(event) => set({ direction: (['in', 'out'] as const).find((one) => one === event.currentTarget.value) })}
        data={[
          { value: '', label: words.anyDirection },
          { value: 'in', label: words.directions.in },
          { value: 'out', label: words.directions.out },
        ]}
      />
      <NativeSelect
        label={words.side}
        value={history.side ?? ''}
        onChange={(event) => set({ side: SIDES.find((one) => one === event.currentTarget.value) })}
        data={[{ value: '', label: words.anySide }, ...SIDES.map((side) => ({ value: side as string, label: words.sides[side] }))]}
      />
      <NativeSelect
        label={words.text}
        value={text?.in ?? ''}
        onChange={(event) => {
          const where = IN.find((one) => one === event.currentTarget.value);
          set({ text: where ? { op: 'contains', value: '', ...text, in: where } : undefined });
        }}
        data={[{ value: '', label: words.noText }, ...IN.map((where) => ({ value: where as string, label: words.textIn[where] }))]}
      />
      {text && (
        <div className={classes.pair}>
          <NativeSelect
            aria-label={words.text}
            value={text.op}
            onChange={(event) => set({ text: { ...text, op: OPS.find((op) => op === event.currentTarget.value) ?? 'contains' } })}
            data={OPS.map((op) => ({ value: op, label: words.textOps[op] }))}
          />
          <TextInput
            aria-label={words.textIn[text.in]}
            value={text.value}
            onChange={(event) => set({ text: { ...text, value: event.currentTarget.value } })}
          />
        </div>
      )}
      <TagsInput
        label={words.outcomes}
        value={history.outcomes ?? []}
        onChange={(outcomes) => set({ outcomes: outcomes.length > 0 ? outcomes : undefined })}
        acceptValueOnBlur
      />
      <RecordPick
        visibleLabel
        label={words.campaigns}
        entity="campaign"
        several
        value={history.campaignIds}
        onChange={(ids) => set({ campaignIds: Array.isArray(ids) ? ids : undefined })}
      />
    </div>
  );
}
