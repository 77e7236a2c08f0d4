import { Button, Group, Textarea } from '@mantine/core';
import { useState } from 'react';
import { getOwnSide, handInSide, takeBackSide, writeOwnSide } from '#modules/scoring/contract/drafting.ts';
import { PARTIES } from '#modules/scoring/schema.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { ApiProblem } from '../../api.ts';
import { useRead, useWrite } from '../../data.ts';
import { useCan } from '../../session.ts';
import { useTexts } from '../../texts/texts.ts';
import { confirm } from '../../ui/confirm.tsx';
import { Mark, Side } from '../../ui/marks.tsx';
import { ProblemNotice } from '../../ui/ProblemNotice.tsx';
import { useToast } from '../../ui/toast.tsx';
import { CriteriaList, criterionOf, type Row } from './CriterionEditor.tsx';
import profile from './profile.module.css';
import classes from './scoring.module.css';

type Read = OutputOf<typeof getOwnSide>;
type Mine = NonNullable<Read['mine']>;

/** While each side writes alone: one's own draft, and whether the other has handed in. Nothing else of the other side is here to be seen. */
export function OwnSide({ versionId }: { versionId: string }) {
  const { apart: texts } = useTexts().profile;
  const writes = useCan('profile:write');
  const { data, error, refetch } = useRead(getOwnSide, { id: versionId }, { topics: [`profile:${versionId}`], when: writes });
  if (!writes) return <p className={profile.lead}>{texts.noSide}</p>;
  if (error) return <ProblemNotice problem={error} onRetry={() => void refetch()} />;
  if (!data) return null;
  return (
    <div className={classes.section}>
      <p className={profile.lead}>{data.party ? texts.lead : texts.neutral}</p>
      <div className={classes.row}>
        {PARTIES.map((party) => (
          <span key={party}>
            <Side side={party} /> <Mark>{data.handedIn[party] ? texts.handedIn : texts.writing}</Mark>
          </span>
        ))}
      </div>
      {data.party && data.mine && <Draft key={data.mine.handedInAt ?? ''} versionId={versionId} party={data.party} mine={data.mine} />}
    </div>
  );
}

function Draft({ versionId, party, mine }: { versionId: string; party: NonNullable<Read['party']>; mine: Mine }) {
  const { apart: texts } = useTexts().profile;
  const toast = useToast();
  const options = { invalidates: ['profile'] };
  const write = useWrite(writeOwnSide, options);
  const handIn = useWrite(handInSide, options);
  const back = useWrite(takeBackSide, options);
  const [rows, setRows] = useState<Row[]>(mine.criteria.map((criterion, index) => ({ ...criterion, key: `old-${index}` })));
  const [note, setNote] = useState(mine.note ?? '');
  const [problem, setProblem] = useState<unknown>(null);
  const errors = problem instanceof ApiProblem ? problem.errors : [];
  const keep = async () => {
    setProblem(null);
    await write.mutateAsync({ id: versionId, criteria: rows.map(criterionOf), note: note || null });
  };
  const give = async () => {
    await keep();
    if (!(await confirm({ title: texts.handInTitle, body: texts.handInBody, action: texts.handIn }))) return;
    const { laidOpen } = await handIn.mutateAsync({ id: versionId });
    toast.done(laidOpen ? texts.laidOpen : texts.waiting);
  };
  const wrong = (said: unknown) => setProblem(said);
  if (mine.handedInAt)
    return (
      <div className={classes.section}>
        <p className={classes.note}>{texts.waiting}</p>
        <ul className={classes.list}>
          {mine.criteria.map((one) => (
            <li key={one.label}>{one.label}</li>
          ))}
        </ul>
        <Group>
          <Button variant="default" onClick={() => void back.mutateAsync({ id: versionId }).catch(toast.problem)}>
            {texts.takeBack}
          </Button>
        </Group>
      </div>
    );
  return (
    <section className={classes.section} aria-label={texts.yours[party]}>
      <h2 className={classes.heading}>{texts.yours[party]}</h2>
      {problem !== null && <ProblemNotice problem={problem} lines={errors.map(({ message }) => message)} />}
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
        <Button
          variant="default"
          loading={write.isPending}
          onClick={() =>
            void keep()
              .then(() => toast.done(texts.saved))
              .catch(wrong)
          }
        >
          {texts.save}
        </Button>
        <Button loading={handIn.isPending} onClick={() => void give().catch(wrong)}>
          {texts.handIn}
        </Button>
      </Group>
    </section>
  );
}
