import { Button, Modal, Select, Textarea, TextInput } from '@mantine/core';
import { isNotEmpty, useForm } from '@mantine/form';
import { useDebouncedValue } from '@mantine/hooks';
import { getQuestionSettings } from '#modules/questions/contract/around.ts';
import { askQuestion, noteHelp, similarQuestions } from '#modules/questions/contract/questions.ts';
import { KINDS, type Kind, LONGEST_QUESTION, type SubjectKind, TEAMS, type Team, type To } from '#modules/questions/schema.ts';
import { listMembers } from '#modules/team/contract/members.ts';
import { useRead, useWrite } from '../../data.ts';
import { useFormat } from '../../format.ts';
import { useSession } from '../../session.ts';
import { useTexts } from '../../texts/texts.ts';
import { FormShell } from '../../ui/FormShell.tsx';
import { When } from '../../ui/marks.tsx';
import { useToast } from '../../ui/toast.tsx';
import classes from './questions.module.css';

export interface Asked {
  subject: SubjectKind;
  id: string;
  name: string;
}

export interface AskFormProps {
  about?: Asked;
  /** Which team is asked unless somebody chooses another; the other one where absent. */
  team?: Team;
  onClose: () => void;
}

const teamOf = (value: string): Team | undefined => TEAMS.find((team) => value === `team:${team}`);

/** Asks a person or a team; what was asked before and looks alike is offered first. */
export function AskForm({ about, team, onClose }: AskFormProps) {
  const { questions, ui } = useTexts();
  const texts = questions.ask;
  const toast = useToast();
  const format = useFormat();
  const session = useSession();
  const other: Team = team ?? (session.member.department === 'marketing' ? 'sales' : 'marketing');
  const ask = useWrite(askQuestion, { invalidates: ['question'] });
  const settings = useRead(getQuestionSettings, {}).data;
  const whom = useWhom(session.member.id);
  const form = useForm({
    initialValues: { kind: 'question' as Kind, words: '', to: `team:${other}`, dueAt: '' },
    validate: { words: isNotEmpty(ui.form.required), to: isNotEmpty(ui.form.required) },
  });
  const submit = async ({ kind, words, to, dueAt }: typeof form.values) => {
    const asked = teamOf(to);
    const target: To = asked ? { kind: 'team', team: asked } : { kind: 'member', memberId: to };
    const { assignee } = await ask.mutateAsync({
      kind,
      words,
      to: target,
      ...(about ? { about: { subject: about.subject, id: about.id } } : {}),
      ...(dueAt ? { dueAt: new Date(dueAt).toISOString() } : {}),
    });
    onClose();
    toast.done(assignee ? texts.done(assignee.name) : texts.doneTeam(questions.teams[asked ?? other]));
  };
  return (
    <Modal
      opened
      onClose={onClose}
      size="lg"
      title={about ? texts.about(about.name) : texts.title}
      closeOnEscape={false}
      closeButtonProps={{ 'aria-label': ui.common.close }}
    >
      <FormShell form={form} action={texts.action} onSubmit={submit} onCancel={onClose}>
        <Textarea
          label={texts.words}
          placeholder={texts.placeholder}
          required
          autosize
          minRows={2}
          maxLength={LONGEST_QUESTION}
          data-autofocus
          {...form.getInputProps('words')}
        />
        <Similar words={form.values.words} onHelped={onClose} />
        <Select
          label={texts.to}
          required
          searchable
          allowDeselect={false}
          data={[
            { group: texts.toTeams, items: TEAMS.map((one) => ({ value: `team:${one}`, label: questions.teams[one] })) },
            { group: texts.toPeople, items: whom },
          ]}
          {...form.getInputProps('to')}
        />
        <Select
          label={texts.kind}
          allowDeselect={false}
          data={KINDS.map((value) => ({ value, label: questions.kinds[value] }))}
          {...form.getInputProps('kind')}
        />
        <TextInput
          type="datetime-local"
          label={texts.due}
          description={settings && texts.dueHelp(format.number(settings.withinSeconds / 3600))}
          {...form.getInputProps('dueAt')}
        />
      </FormShell>
    </Modal>
  );
}

function useWhom(ownId: string) {
  const { data } = useRead(listMembers, { status: 'active' }, { topics: ['member'] });
  return (data?.items ?? []).filter(({ id }) => id !== ownId).map(({ id, name }) => ({ value: id, label: name }));
}

const LEAST = 10;
const PAUSE_MS = 300;

/** Answers that are there already: whoever finds theirs asks nothing. */
function Similar({ words, onHelped }: { words: string; onHelped: () => void }) {
  const { ask: texts } = useTexts().questions;
  const toast = useToast();
  const [settled] = useDebouncedValue(words.trim(), PAUSE_MS);
  const helped = useWrite(noteHelp, { invalidates: ['question'] });
  const { data } = useRead(similarQuestions, { words: settled }, { topics: ['question'], when: settled.length >= LEAST, keep: true });
  if (settled.length < LEAST || !data || data.items.length === 0) return null;
  const help = async (id: string) => {
    try {
      await helped.mutateAsync({ id });
      onHelped();
      toast.done(texts.helpedDone);
    } catch (problem) {
      toast.problem(problem);
    }
  };
  return (
    <section className={classes.similar} aria-label={texts.similar} aria-live="polite">
      <h3 className={classes.heading}>{texts.similar}</h3>
      <ul className={classes.list}>
        {data.items.slice(0, 3).map((one) => (
          <li key={one.id}>
            <p className={classes.body}>{one.words}</p>
            <p className={classes.body}>
              <strong>{one.answer}</strong>{' '}
              <span className={classes.quiet}>
                {one.answeredBy?.name} · <When at={one.answeredAt} />
              </span>
            </p>
            <Button size="compact-xs" variant="default" onClick={() => void help(one.id)}>
              {texts.helped}
            </Button>
          </li>
        ))}
      </ul>
    </section>
  );
}
