import { Button } from '@mantine/core';
import { useState } from 'react';
import { previewMerge } from '#modules/duplicates/contract.ts';
import type { Choice, MergedField, MergePreview, Pair } from '#modules/duplicates/schema.ts';
import { useCommands } from '../../commands.ts';
import { useRead } from '../../data.ts';
import { useFormat } from '../../format.ts';
import { paths } from '../../paths.ts';
import { useTexts } from '../../texts/texts.ts';
import { Go } from '../../ui/Go.tsx';
import { useKeys } from '../../ui/keys.ts';
import { Mark } from '../../ui/marks.tsx';
import { ProblemNotice } from '../../ui/ProblemNotice.tsx';
import { useDecide } from './decide.ts';
import classes from './duplicates.module.css';
import { shownChance, useFieldName, useValueText } from './values.tsx';

/** Two records side by side: whose value stays where they differ, what comes along, and the decision. Mount it anew for each pair. */
export function PairCompare({ pair, onDecided }: { pair: Pair; onDecided: () => void }) {
  const { duplicates: texts } = useTexts();
  const older = pair.a.createdAt <= pair.b.createdAt ? pair.a.id : pair.b.id;
  const [winnerId, setWinner] = useState(older);
  const [choices, setChoices] = useState<Record<string, Choice>>({});
  const [at, setAt] = useState(0);
  const [all, setAll] = useState(false);
  const loserId = winnerId === pair.a.id ? pair.b.id : pair.a.id;
  const mayMerge = pair.a.writable && pair.b.writable;
  const { merge, dismiss, busy } = useDecide(pair, onDecided);
  const preview = useRead(
    previewMerge,
    { entity: pair.entity, winnerId, loserId, choices },
    { when: mayMerge && !busy, keep: true, topics: [pair.entity] },
  );
  const fields = preview.data?.fields ?? [];
  const filled = fields.filter((field) => !isNothing(field.winner) || !isNothing(field.loser));
  const agreeing = filled.filter((field) => !differs(field));
  const shown = all ? filled : filled.filter(differs);
  const choose = (key: string, choice: Choice) => setChoices((before) => ({ ...before, [key]: choice }));
  const turn = () => {
    setWinner(loserId);
    setChoices(Object.fromEntries(Object.entries(choices).map(([key, choice]) => [key, choice === 'winner' ? 'loser' : 'winner'])));
  };
  const current = shown[Math.min(at, shown.length - 1)];
  const chooseCurrent = (choice: Choice) => current?.choosable && choose(current.key, choice);
  const ready = mayMerge && preview.data !== undefined && !preview.isPlaceholderData && !busy;
  const mergeNow = () => ready && preview.data && void merge(preview.data, choices);
  useCommands(
    mayMerge
      ? [
          { id: 'duplicates.merge', label: texts.merge, keys: 'm', run: mergeNow },
          { id: 'duplicates.dismiss', label: texts.dismiss, keys: 'd', run: () => !busy && void dismiss() },
          { id: 'duplicates.turn', label: texts.keepOther, keys: 'w', run: turn },
        ]
      : [],
  );
  const move = (by: number) => setAt(Math.max(0, Math.min(at + by, shown.length - 1)));
  useKeys(
    Object.fromEntries([
      ['ArrowDown', () => move(1)],
      ['ArrowUp', () => move(-1)],
      ['ArrowLeft', () => chooseCurrent('winner')],
      ['ArrowRight', () => chooseCurrent('loser')],
    ]),
  );
  return (
    <section aria-label={texts.title}>
      <Why pair={pair} />
      {!mayMerge && <p className={classes.quiet}>{texts.notWritable}</p>}
      {preview.error && <ProblemNotice problem={preview.error} onRetry={() => void preview.refetch()} />}
      {preview.data && <Lines preview={preview.data} fields={shown} current={current?.key} onChoose={choose} />}
      {!all && agreeing.length > 0 && <Agreeing count={agreeing.length} onShow={() => setAll(true)} />}
      {preview.data && <Moves preview={preview.data} />}
      {mayMerge && (
        <div className={classes.foot}>
          <Button onClick={mergeNow} disabled={!ready} loading={busy}>
            {texts.merge}
          </Button>
          <Button variant="default" onClick={() => void dismiss()} disabled={busy}>
            {texts.dismiss}
          </Button>
          <Button variant="subtle" onClick={turn} disabled={busy}>
            {texts.keepOther}
          </Button>
          <span className={`${classes.quiet} ${classes.keys}`}>{texts.keys}</span>
        </div>
      )}
    </section>
  );
}

/** Every address and number is kept; only the primary one is chosen. */
const ALL_STAY: ReadonlySet<string> = new Set(['contact.email', 'contact.phone', 'company.domain']);
const isNothing = (value: unknown) => value === null || value === undefined || value === '' || (Array.isArray(value) && value.length === 0);
const differs = ({ winner, loser }: MergedField) => JSON.stringify(winner) !== JSON.stringify(loser);

function Why({ pair }: { pair: Pair }) {
  const { duplicates: texts } = useTexts();
  const format = useFormat();
  const nameOf = useFieldName();
  const parts = pair.parts.toSorted((x, y) => Math.abs(y.points) - Math.abs(x.points));
  return (
    <div className={classes.why}>
      <strong>{texts.sure(format.percent(shownChance(pair)))}</strong>
      {parts.map(({ field, agreement }) => (
        <Mark key={field}>
          {nameOf(field, null)}: {texts.agreement[agreement]}
        </Mark>
      ))}
    </div>
  );
}

function Agreeing({ count, onShow }: { count: number; onShow: () => void }) {
  const { duplicates: texts } = useTexts();
  const format = useFormat();
  return (
    <Button variant="subtle" size="compact-sm" onClick={onShow}>
      {texts.sameValues(format.number(count))}
    </Button>
  );
}

interface LinesProps {
  preview: MergePreview;
  fields: readonly MergedField[];
  current: string | undefined;
  onChoose: (key: string, choice: Choice) => void;
}

function Lines({ preview, fields, current, onChoose }: LinesProps) {
  const { duplicates: texts } = useTexts();
  const nameOf = useFieldName();
  const textOf = useValueText();
  const record = (id: string) => (preview.entity === 'contact' ? paths.contact(id) : paths.company(id));
  const cell = (field: MergedField, side: Choice) => {
    const value = textOf(field.key, field[side]) || texts.none;
    if (field.kind !== 'value') return value;
    const stays = field.choice === side;
    if (!field.choosable) return <span className={!stays && differs(field) ? classes.dropped : undefined}>{value}</span>;
    return (
      <label className={classes.choice}>
        <input type="radio" name={`choice.${field.key}`} checked={stays} onChange={() => onChoose(field.key, side)} />
        <span className={stays || ALL_STAY.has(`${preview.entity}.${field.key}`) ? undefined : classes.dropped}>{value}</span>
      </label>
    );
  };
  return (
    <table className={classes.table}>
      <thead>
        <tr>
          <th scope="col">{texts.field}</th>
          {(['winner', 'loser'] as const).map((side) => (
            <th key={side} scope="col">
              <Go to={record(preview[side].id)}>{preview[side].name || texts.nameless}</Go>
              <span className={classes.quiet}>{side === 'winner' ? texts.stays : texts.goes}</span>
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {fields.map((field) => (
          <tr key={field.key} data-differs={differs(field)} data-at={field.key === current}>
            <th scope="row">
              {nameOf(field.key, field.label)}
              {ALL_STAY.has(`${preview.entity}.${field.key}`) && <span className={classes.quiet}>{texts.allStay}</span>}
              {field.kind === 'list' && <span className={classes.quiet}>{texts.united}</span>}
            </th>
            <td>{cell(field, 'winner')}</td>
            <td>{cell(field, 'loser')}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Moves({ preview }: { preview: MergePreview }) {
  const { duplicates: texts } = useTexts();
  const format = useFormat();
  const names: Readonly<Record<string, (n: string) => string>> = texts.moved;
  const parts = preview.moves.map(({ what, n }) => names[what]?.(format.number(n)) ?? what);
  return (
    <p>
      <strong>{texts.moves}:</strong> {parts.length > 0 ? parts.join(' · ') : texts.nothingMoves}
    </p>
  );
}
