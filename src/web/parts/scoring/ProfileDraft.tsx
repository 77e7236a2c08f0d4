import { Button, Group, Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import { writeProfile } from '#modules/scoring/contract/profile.ts';
import { ApiProblem } from '../../api.ts';
import { useWrite } from '../../data.ts';
import { useTexts } from '../../texts/texts.ts';
import { ProblemNotice } from '../../ui/ProblemNotice.tsx';
import { useToast } from '../../ui/toast.tsx';
import { CriteriaList, criterionOf, type Row } from './CriterionEditor.tsx';
import type { ProfileVersion } from './ProfileTab.tsx';
import classes from './scoring.module.css';

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
  const save = async () => {
    const criteria = rows.map(criterionOf);
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
      <CriteriaList rows={rows} onChange={setRows} errors={errors} />
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
