import { Button, Group, Textarea } from '@mantine/core';
import { useState } from 'react';
import { commentLine, type getDifference, reopenLine, settleLine } from '#modules/scoring/contract/drafting.ts';
import { type CriterionInput, PARTIES } from '#modules/scoring/schema.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { ApiProblem } from '../../api.ts';
import { useWrite } from '../../data.ts';
import { useFormat } from '../../format.ts';
import { useTexts } from '../../texts/texts.ts';
import { Mark, Side, When } from '../../ui/marks.tsx';
import { ProblemNotice } from '../../ui/ProblemNotice.tsx';
import { useToast } from '../../ui/toast.tsx';
import { PersonName } from '../team/PersonName.tsx';
import { CriteriaWords } from './CriteriaWords.tsx';
import { CriterionEditor, criterionOf, newRow, type Row } from './CriterionEditor.tsx';
import { LiftOf } from './Evidence.tsx';
import { useBackTest } from './evidence.ts';
import profile from './profile.module.css';
import classes from './scoring.module.css';
import { type OpenedPeople, TestedPeople } from './TestedPeople.tsx';

type Line = OutputOf<typeof getDifference>['lines'][number];
type Proposal = Line['sales'];

/** One line of a draft that is argued: what each side says, what was said about it, and how it is settled. */
export function ProfileLine({ line, mayWrite, mayComment }: { line: Line; mayWrite: boolean; mayComment: boolean }) {
  const { argued: texts } = useTexts().profile;
  const [opened, setOpened] = useState<OpenedPeople | null>(null);
  const title = line.settled?.label ?? line.sales?.criterion.label ?? line.marketing?.criterion.label ?? '';
  return (
    <li className={profile.argued} data-open={line.settledAs === null} aria-label={title}>
      <div className={classes.line}>
        <h3 className={classes.name}>{title}</h3>
        {line.differs.length > 0 && <Mark>{texts.differsIn(line.differs.map((what) => texts.differs[what]).join(', '))}</Mark>}
      </div>
      <div className={profile.sides}>
        {PARTIES.map((party) => (
          <div key={party} className={profile.proposal}>
            <Side side={party} />
            <Proposed proposal={line[party]} open={setOpened} />
          </div>
        ))}
      </div>
      <Settling line={line} mayWrite={mayWrite} />
      <Talk line={line} mayComment={mayComment} />
      <TestedPeople opened={opened} onClose={() => setOpened(null)} />
    </li>
  );
}

function Proposed({ proposal, open }: { proposal: Proposal; open: (people: OpenedPeople) => void }) {
  const { argued: texts } = useTexts().profile;
  if (!proposal) return <span className={classes.quiet}>{texts.nothing}</span>;
  return (
    <>
      <Worded criterion={proposal.criterion} share={proposal.share} />
      <Past criterion={proposal.criterion} open={open} />
    </>
  );
}

/** A criterion in words, with what it weighs. */
export function Worded({ criterion, share }: { criterion: CriterionInput; share: number | null }) {
  const texts = useTexts().scoring.profile;
  const format = useFormat();
  return (
    <>
      <strong>{criterion.label}</strong>
      <span>
        <CriteriaWords entity="contact" criteria={criterion.condition} />
      </span>
      {(share !== null || criterion.kind === 'disqualifier') && (
        <span className={classes.quiet}>
          {criterion.kind === 'disqualifier' ? texts.disqualifiers : texts.weight(format.percent(share ?? 0))}
        </span>
      )}
    </>
  );
}

function Past({ criterion, open }: { criterion: CriterionInput; open: (people: OpenedPeople) => void }) {
  const found = useBackTest([criterion]).of(0);
  return found ? <LiftOf {...found} open={open} /> : null;
}

function Settling({ line, mayWrite }: { line: Line; mayWrite: boolean }) {
  const { argued: texts } = useTexts().profile;
  const toast = useToast();
  const options = { invalidates: ['profile'] };
  const settle = useWrite(settleLine, options);
  const reopen = useWrite(reopenLine, options);
  const [words, setWords] = useState<Row | null>(null);
  const [problem, setProblem] = useState<unknown>(null);
  if (words) {
    const save = async () => {
      await settle.mutateAsync({ id: line.id, as: 'new', criterion: criterionOf(words) });
      setWords(null);
    };
    return (
      <div className={classes.section}>
        {problem !== null && <ProblemNotice problem={problem} />}
        <CriterionEditor
          row={words}
          at="criterion"
          errors={problem instanceof ApiProblem ? problem.errors : []}
          onChange={(part) => setWords({ ...words, ...part })}
        />
        <Group gap="sm">
          <Button loading={settle.isPending} onClick={() => void save().catch(setProblem)}>
            {texts.save}
          </Button>
          <Button variant="default" onClick={() => setWords(null)}>
            {texts.cancel}
          </Button>
        </Group>
      </div>
    );
  }
  if (line.settledAs !== null)
    return (
      <div className={profile.settled}>
        <Mark tone="good">{texts.settledAs[line.settledAs]}</Mark>
        {line.settledBy && <span className={classes.quiet}>{texts.by(line.settledBy.name)}</span>}
        {line.settledAs === 'new' && line.settled && (
          <span>
            <CriteriaWords entity="contact" criteria={line.settled.condition} />
          </span>
        )}
        {mayWrite && (
          <Button variant="subtle" size="compact-sm" onClick={() => void reopen.mutateAsync({ id: line.id }).catch(toast.problem)}>
            {texts.reopen}
          </Button>
        )}
      </div>
    );
  if (!mayWrite) return <Mark tone="soon">{texts.notSettled}</Mark>;
  const take = (as: 'sales' | 'marketing' | 'none') => void settle.mutateAsync({ id: line.id, as }).catch(toast.problem);
  const base = line.sales?.criterion ?? line.marketing?.criterion;
  return (
    <Group gap="xs">
      {PARTIES.map(
        (party) =>
          line[party] && (
            <Button key={party} variant="default" size="compact-sm" onClick={() => take(party)}>
              {texts.take[party]}
            </Button>
          ),
      )}
      <Button variant="default" size="compact-sm" onClick={() => setWords(newRow(base?.kind ?? 'weighted', base))}>
        {texts.newWords}
      </Button>
      <Button variant="default" size="compact-sm" onClick={() => take('none')}>
        {texts.leaveOut}
      </Button>
    </Group>
  );
}

function Talk({ line, mayComment }: { line: Line; mayComment: boolean }) {
  const { argued: texts } = useTexts().profile;
  const format = useFormat();
  const toast = useToast();
  const comment = useWrite(commentLine, { invalidates: ['profile'] });
  const [open, setOpen] = useState(false);
  const [text, setText] = useState('');
  const say = async () => {
    await comment.mutateAsync({ id: line.id, text });
    setText('');
  };
  if (line.comments.length === 0 && !mayComment) return null;
  return (
    <div className={classes.section}>
      <Group>
        <Button variant="subtle" size="compact-sm" aria-expanded={open} onClick={() => setOpen(!open)}>
          {texts.comments(format.number(line.comments.length))}
        </Button>
      </Group>
      {open && (
        <>
          <ul className={profile.talk}>
            {line.comments.map(({ id, member, party, text: said, at }) => (
              <li key={id}>
                {(party === 'sales' || party === 'marketing') && <Side side={party} />}{' '}
                <strong>
                  <PersonName person={member} />
                </strong>{' '}
                <span className={classes.quiet}>
                  <When at={at} />
                </span>
                <div>{said}</div>
              </li>
            ))}
          </ul>
          {mayComment && (
            <div className={classes.row}>
              <Textarea
                className={classes.grow}
                label={texts.comment}
                autosize
                minRows={1}
                maxLength={2000}
                value={text}
                onChange={(event) => setText(event.currentTarget.value)}
              />
              <Button
                variant="default"
                disabled={text.trim() === ''}
                loading={comment.isPending}
                onClick={() => void say().catch(toast.problem)}
              >
                {texts.say}
              </Button>
            </div>
          )}
        </>
      )}
    </div>
  );
}
