import { Button, Group, Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import { addLine, describeProfile, getDifference } from '#modules/scoring/contract/drafting.ts';
import { type CriterionInput, PARTIES } from '#modules/scoring/schema.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { ApiProblem } from '../../api.ts';
import { useRead, useWrite } from '../../data.ts';
import { useFormat } from '../../format.ts';
import { useCan } from '../../session.ts';
import { useTexts } from '../../texts/texts.ts';
import { Side } from '../../ui/marks.tsx';
import { ProblemNotice } from '../../ui/ProblemNotice.tsx';
import { useToast } from '../../ui/toast.tsx';
import { CriterionEditor, criterionOf, newRow, type Row } from './CriterionEditor.tsx';
import { Compared } from './Evidence.tsx';
import { ProfileLine } from './ProfileLine.tsx';
import type { ProfileVersion } from './ProfileTab.tsx';
import profile from './profile.module.css';
import classes from './scoring.module.css';

type Difference = OutputOf<typeof getDifference>;
type Line = Difference['lines'][number];

const groupOf = (line: Line) => (!line.sales || !line.marketing ? 'one' : line.differs.length > 0 ? 'differs' : 'same');

/** Both drafts laid open, line by line. */
export function ArguedDraft({ version }: { version: ProfileVersion }) {
  const { argued: texts } = useTexts().profile;
  const format = useFormat();
  const mayWrite = useCan('profile:write');
  const { data, error, refetch } = useRead(getDifference, { id: version.id }, { topics: ['profile'], keep: true });
  if (error) return <ProblemNotice problem={error} onRetry={() => void refetch()} />;
  if (!data) return null;
  return (
    <div className={classes.section}>
      <p className={profile.lead}>{texts.lead}</p>
      <p className={data.open > 0 ? profile.soon : classes.note}>{data.open > 0 ? texts.open(format.number(data.open)) : texts.done}</p>
      {mayWrite && <Details version={version} />}
      <div className={profile.sides}>
        {PARTIES.map(
          (party) =>
            data.notes[party] && (
              <div key={party} className={profile.proposal}>
                <Side side={party}>{texts.notes[party]}</Side>
                <p className={profile.lead}>{data.notes[party]}</p>
              </div>
            ),
        )}
      </div>
      {(['differs', 'one', 'same'] as const).map((group) => {
        const lines = data.lines.filter((line) => groupOf(line) === group);
        if (lines.length === 0) return null;
        return (
          <section key={group} className={classes.section} aria-label={texts.groups[group]}>
            <h2 className={classes.heading}>{texts.groups[group]}</h2>
            <ul className={profile.lines}>
              {lines.map((line) => (
                <ProfileLine key={line.id} line={line} mayWrite={mayWrite} mayComment={data.mayComment} />
              ))}
            </ul>
          </section>
        );
      })}
      <Neither difference={data} versionId={version.id} mayWrite={mayWrite} />
      {mayWrite && <AddLine versionId={version.id} />}
    </div>
  );
}

function Neither({ difference, versionId, mayWrite }: { difference: Difference; versionId: string; mayWrite: boolean }) {
  const { argued: texts } = useTexts().profile;
  const toast = useToast();
  const add = useWrite(addLine, { invalidates: ['profile'] });
  if (difference.neither.length === 0) return null;
  return (
    <section className={classes.section} aria-label={texts.neither}>
      <h2 className={classes.heading}>{texts.neither}</h2>
      <p className={classes.quiet}>{texts.neitherHelp}</p>
      <ul className={profile.lines}>
        {difference.neither.map(({ field, label, value, valueLabel, lift }) => {
          const criterion: CriterionInput = {
            kind: 'weighted',
            label: `${label}: ${valueLabel}`.slice(0, 120),
            weight: 10,
            condition: { match: 'all', of: [{ field, op: 'is', value }] },
          };
          return (
            <li key={`${field} ${value}`} className={profile.argued}>
              <div className={classes.line}>
                <h3 className={classes.name}>{criterion.label}</h3>
                {mayWrite && (
                  <Button
                    variant="default"
                    size="compact-sm"
                    onClick={() => void add.mutateAsync({ id: versionId, criterion }).catch(toast.problem)}
                  >
                    {texts.propose}
                  </Button>
                )}
              </div>
              <div className={profile.evidence}>
                <Compared lift={lift} label={criterion.label} />
              </div>
            </li>
          );
        })}
      </ul>
    </section>
  );
}

function AddLine({ versionId }: { versionId: string }) {
  const { argued: texts } = useTexts().profile;
  const add = useWrite(addLine, { invalidates: ['profile'] });
  const [row, setRow] = useState<Row | null>(null);
  const [problem, setProblem] = useState<unknown>(null);
  if (!row)
    return (
      <Group>
        <Button variant="default" onClick={() => setRow(newRow('weighted'))}>
          {texts.add}
        </Button>
      </Group>
    );
  const save = async () => {
    await add.mutateAsync({ id: versionId, criterion: criterionOf(row) });
    setRow(null);
    setProblem(null);
  };
  return (
    <div className={classes.section}>
      {problem !== null && <ProblemNotice problem={problem} />}
      <CriterionEditor
        row={row}
        at="criterion"
        errors={problem instanceof ApiProblem ? problem.errors : []}
        onChange={(part) => setRow({ ...row, ...part })}
        onRemove={() => setRow(null)}
      />
      <Group>
        <Button loading={add.isPending} onClick={() => void save().catch(setProblem)}>
          {texts.addSave}
        </Button>
        <Button variant="default" onClick={() => setRow(null)}>
          {texts.cancel}
        </Button>
      </Group>
    </div>
  );
}

function Details({ version }: { version: ProfileVersion }) {
  const { profile: texts, scoring } = useTexts();
  const toast = useToast();
  const describe = useWrite(describeProfile, { invalidates: ['profile'] });
  const [name, setName] = useState(version.name);
  const [note, setNote] = useState(version.note ?? '');
  const [reviewOn, setReviewOn] = useState(version.reviewOn ?? '');
  const changed = name !== version.name || note !== (version.note ?? '') || reviewOn !== (version.reviewOn ?? '');
  const save = async () => {
    await describe.mutateAsync({ id: version.id, name, note: note || null, reviewOn: reviewOn || null });
    toast.done(texts.argued.saved);
  };
  return (
    <section className={classes.editor} aria-label={texts.argued.details}>
      <div className={classes.row}>
        <TextInput
          className={classes.grow}
          label={scoring.write.name}
          required
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <TextInput
          type="date"
          label={scoring.write.reviewOn}
          value={reviewOn}
          onChange={(event) => setReviewOn(event.currentTarget.value)}
        />
      </div>
      <Textarea
        label={scoring.write.note}
        autosize
        minRows={1}
        maxLength={4000}
        value={note}
        onChange={(event) => setNote(event.currentTarget.value)}
      />
      {changed && (
        <Group>
          <Button variant="default" loading={describe.isPending} onClick={() => void save().catch(toast.problem)}>
            {texts.apart.save}
          </Button>
        </Group>
      )}
    </section>
  );
}
