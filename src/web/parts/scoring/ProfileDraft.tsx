import { Button, Group, NumberInput, Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import { writeProfile } from '#modules/scoring/contract/profile.ts';
import type { CriterionInput } from '#modules/scoring/schema.ts';
import { ApiProblem } from '../../api.ts';
import { useWrite } from '../../data.ts';
import { useTexts } from '../../texts/texts.ts';
import { Mark } from '../../ui/marks.tsx';
import { ProblemNotice } from '../../ui/ProblemNotice.tsx';
import { useToast } from '../../ui/toast.tsx';
import { CriteriaEditor } from '../criteria/CriteriaEditor.tsx';
import type { ProfileVersion } from './ProfileTab.tsx';
import classes from './scoring.module.css';

interface Row extends CriterionInput {
  key: string;
}

const NEW = { match: 'all' as const, of: [] };
let made = 0;

/** Writes the profile whole: each criterion in words, with its weight and its conditions. */
export function ProfileDraft({ version, onDone }: { version: ProfileVersion; onDone: () => void }) {
  const texts = useTexts().scoring.write;
  const toast = useToast();
  const write = useWrite(writeProfile, { invalidates: ['profile'] });
  const [name, setName] = useState(version.name);
  const [note, setNote] = useState(version.note ?? '');
  const [reviewOn, setReviewOn] = useState(version.reviewOn ?? '');
  const [rows, setRows] = useState<Row[]>(version.criteria.map(({ id, problem: _problem, ...criterion }) => ({ ...criterion, key: id })));
  const [problem, setProblem] = useState<unknown>(null);
  const errors = problem instanceof ApiProblem ? problem.errors : [];
  const change = (key: string, part: Partial<Row>) => setRows(rows.map((row) => (row.key === key ? { ...row, ...part } : row)));
  const add = (kind: Row['kind']) => {
    made += 1;
    setRows([...rows, { key: `new-${made}`, kind, label: '', weight: kind === 'weighted' ? 10 : 1, condition: NEW }]);
  };
  const save = async () => {
    const criteria = rows.map(({ key: _key, ...criterion }) => criterion);
    try {
      const done = await write.mutateAsync({
        id: version.id,
        name,
        note: note || null,
        reviewOn: reviewOn || null,
        criteria,
        basedOn: version.contentHash,
      });
      toast.done(done.signaturesCleared ? texts.cleared : texts.saved);
      onDone();
    } catch (said) {
      setProblem(said);
    }
  };
  const unplaced = errors.filter(({ field }) => !field.startsWith('criteria[')).map(({ field, message }) => `${field}: ${message}`);
  return (
    <div className={classes.section}>
      {problem !== null && <ProblemNotice problem={problem} lines={unplaced} />}
      <div className={classes.row}>
        <TextInput
          className={classes.grow}
          label={texts.name}
          required
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <TextInput type="date" label={texts.reviewOn} value={reviewOn} onChange={(event) => setReviewOn(event.currentTarget.value)} />
      </div>
      <Textarea
        label={texts.note}
        autosize
        minRows={2}
        maxLength={4000}
        value={note}
        onChange={(event) => setNote(event.currentTarget.value)}
      />
      {rows.map((row, index) => (
        <CriterionEditor
          key={row.key}
          row={row}
          index={index}
          errors={errors}
          onChange={(part) => change(row.key, part)}
          onRemove={() => setRows(rows.filter((one) => one.key !== row.key))}
        />
      ))}
      <Group gap="sm">
        <Button variant="default" onClick={() => add('weighted')}>
          {texts.add}
        </Button>
        <Button variant="default" onClick={() => add('disqualifier')}>
          {texts.addDisqualifier}
        </Button>
      </Group>
      <Group gap="sm">
        <Button onClick={() => void save()} loading={write.isPending}>
          {texts.save}
        </Button>
        <Button variant="default" onClick={onDone}>
          {texts.cancel}
        </Button>
      </Group>
    </div>
  );
}

interface CriterionEditorProps {
  row: Row;
  index: number;
  errors: readonly { field: string; message: string }[];
  onChange: (part: Partial<Row>) => void;
  onRemove: () => void;
}

function CriterionEditor({ row, index, errors, onChange, onRemove }: CriterionEditorProps) {
  const { write: texts, profile } = useTexts().scoring;
  const at = `criteria[${index}]`;
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
        <Button variant="subtle" onClick={onRemove} aria-label={texts.remove(row.label)}>
          {profile.discard}
        </Button>
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
    </fieldset>
  );
}
