import { Button, Group, NumberInput, TextInput } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import type { CriterionInput } from '#modules/scoring/schema.ts';
import { useTexts } from '../../texts/texts.ts';
import { Mark } from '../../ui/marks.tsx';
import { CriteriaEditor } from '../criteria/CriteriaEditor.tsx';
import { Clashes, LiftOf } from './Evidence.tsx';
import { useBackTest } from './evidence.ts';
import classes from './scoring.module.css';
import { type OpenedPeople, TestedPeople } from './TestedPeople.tsx';

export interface Row extends CriterionInput {
  key: string;
}
type Errors = readonly { field: string; message: string }[];

let made = 0;

export function newRow(kind: Row['kind'], more: Partial<CriterionInput> = {}): Row {
  made += 1;
  return { key: `new-${made}`, kind, label: '', weight: kind === 'weighted' ? 10 : 1, condition: { match: 'all', of: [] }, ...more };
}

export const criterionOf = ({ key: _key, ...criterion }: Row): CriterionInput => criterion;

/** Criteria that are being written, each with what the past says of it, and what contradicts itself. */
export function CriteriaList({ rows, onChange, errors }: { rows: readonly Row[]; onChange: (rows: Row[]) => void; errors: Errors }) {
  const texts = useTexts().scoring.write;
  const [opened, setOpened] = useState<OpenedPeople | null>(null);
  const test = useBackTest(rows.map(criterionOf));
  const change = (key: string, part: Partial<Row>) => onChange(rows.map((row) => (row.key === key ? { ...row, ...part } : row)));
  return (
    <>
      <Clashes clashes={test.clashes} labels={rows.map(({ label }) => label)} />
      {rows.map((row, index) => {
        const found = test.of(index);
        return (
          <CriterionEditor
            key={row.key}
            row={row}
            at={`criteria[${index}]`}
            errors={errors}
            onChange={(part) => change(row.key, part)}
            onRemove={() => onChange(rows.filter((one) => one.key !== row.key))}
          >
            {found && <LiftOf {...found} open={setOpened} />}
          </CriterionEditor>
        );
      })}
      <Group gap="sm">
        <Button variant="default" onClick={() => onChange([...rows, newRow('weighted')])}>
          {texts.add}
        </Button>
        <Button variant="default" onClick={() => onChange([...rows, newRow('disqualifier')])}>
          {texts.addDisqualifier}
        </Button>
      </Group>
      <TestedPeople opened={opened} onClose={() => setOpened(null)} />
    </>
  );
}

interface CriterionEditorProps {
  row: Row;
  /** What paths in `errors` begin with. */
  at: string;
  errors: Errors;
  onChange: (part: Partial<Row>) => void;
  onRemove?: () => void;
  children?: ReactNode;
}

/** One criterion in words, with its weight and its conditions. */
export function CriterionEditor({ row, at, errors, onChange, onRemove, children }: CriterionEditorProps) {
  const { write: texts, profile } = useTexts().scoring;
  const errorOf = (field: string) => errors.find((error) => error.field === `${at}.${field}`)?.message;
  return (
    <fieldset className={classes.editor}>
      <legend className="hidden-from-sight">{row.label || texts.add}</legend>
      <div className={classes.row}>
        <TextInput
          className={classes.grow}
          label={texts.label}
          required
          maxLength={120}
          value={row.label}
          onChange={(event) => onChange({ label: event.currentTarget.value })}
          error={errorOf('label')}
        />
        {row.kind === 'weighted' ? (
          <NumberInput
            label={texts.weight}
            w={100}
            min={0}
            max={1000}
            value={row.weight}
            onChange={(value) => onChange({ weight: Number(value) || 0 })}
            error={errorOf('weight')}
          />
        ) : (
          <Mark>{profile.disqualifiers}</Mark>
        )}
        {onRemove && (
          <Button variant="subtle" onClick={onRemove} aria-label={texts.remove(row.label)}>
            {profile.discard}
          </Button>
        )}
      </div>
      <p className={classes.quiet}>{texts.condition}</p>
      <CriteriaEditor
        entity="contact"
        value={row.condition}
        onChange={(condition) => onChange({ condition })}
        errors={errors}
        path={`${at}.condition`}
      />
      {errorOf('condition') && <p className={classes.problem}>{errorOf('condition')}</p>}
      {children}
    </fieldset>
  );
}
