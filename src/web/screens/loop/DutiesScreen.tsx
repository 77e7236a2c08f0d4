import { Button, Textarea } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useState } from 'react';
import { STAGE_TEAM, STAGES } from '#modules/leads/schema.ts';
import { getDuties } from '#modules/scorecards/contract.ts';
import { setRoleCard } from '#modules/team/contract/members.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { useRead, useWrite } from '../../data.ts';
import { useFormat } from '../../format.ts';
import classes from '../../parts/scorecards/duties.module.css';
import { paths } from '../../paths.ts';
import { useUrlState } from '../../place.ts';
import { useTexts } from '../../texts/texts.ts';
import { Go } from '../../ui/Go.tsx';
import { Mark, Side } from '../../ui/marks.tsx';
import { Page } from '../../ui/Page.tsx';
import { ProblemNotice } from '../../ui/ProblemNotice.tsx';
import { SideForm } from '../../ui/SideForm.tsx';

type Duties = OutputOf<typeof getDuties>;
type Person = Duties['people'][number];

/** What each side has promised, and who can be asked for what: the same page for both teams. */
export function DutiesScreen() {
  const { duties: texts } = useTexts().scorecard;
  const [state] = useUrlState({ person: '' });
  const { data, error, refetch } = useRead(getDuties, state.person ? { memberId: state.person } : {}, {
    topics: ['member', 'agreement', 'clock', 'handoff', 'task'],
    keep: true,
  });
  const [writing, setWriting] = useState<Person | null>(null);
  const [only] = state.person ? (data?.people ?? []) : [];
  return (
    <Page title={only?.name ?? texts.title} lead={texts.lead} {...(only ? { crumbs: [{ title: texts.title, to: paths.duties() }] } : {})}>
      {error && <ProblemNotice problem={error} onRetry={() => void refetch()} />}
      {data && (
        <>
          <p className={classes.quiet}>
            {data.agreement ? texts.version(String(data.agreement.number), data.agreement.title) : texts.noAgreement}
          </p>
          {!only && <Sides duties={data} />}
          <section aria-label={texts.people}>
            {!only && <h2 className={classes.heading}>{texts.people}</h2>}
            <ul className={classes.people}>
              {data.people.map((person) => (
                <Card key={person.id} person={person} duties={data} onWrite={() => setWriting(person)} />
              ))}
            </ul>
          </section>
        </>
      )}
      {writing && <Write person={writing} onClose={() => setWriting(null)} />}
    </Page>
  );
}

function Sides({ duties }: { duties: Duties }) {
  const { leads, scorecard } = useTexts();
  const texts = scorecard.duties;
  return (
    <div className={classes.sides}>
      {duties.sides.map(({ party, duties: list }) => (
        <section key={party} aria-label={texts.side[party]}>
          <h2 className={classes.heading}>
            <Side side={party}>{texts.side[party]}</Side>
          </h2>
          <p className={classes.quiet}>
            {texts.stages(
              STAGES.filter((stage) => STAGE_TEAM[stage] === party)
                .map((stage) => leads.stages[stage])
                .join(', '),
            )}
          </p>
          {list.length === 0 && <p className={classes.quiet}>{texts.none}</p>}
          <ul className={classes.duties}>
            {list.map((duty) => (
              <li key={duty.lineId}>
                <strong>{duty.title}</strong>
                <div className={classes.quiet}>{duty.text}</div>
              </li>
            ))}
          </ul>
        </section>
      ))}
    </div>
  );
}

function Card({ person, duties, onWrite }: { person: Person; duties: Duties; onWrite: () => void }) {
  const { duties: texts } = useTexts().scorecard;
  const format = useFormat();
  const promised = duties.sides.find(({ party }) => party === person.party)?.duties.map(({ title }) => title) ?? [];
  const measured = [person.measuredOn, promised.join(', ')].filter(Boolean).join(' · ');
  const lines = [
    [texts.does, person.responsibleFor || texts.noCard],
    [texts.measured, measured || '–'],
    [texts.ask, person.askMeFor || '–'],
  ] as const;
  return (
    <li className={classes.card}>
      <div className={classes.top}>
        <Go to={paths.duties(person.id)}>{person.name}</Go>
        {person.party && <Side side={person.party} />}
        <span className={classes.quiet}>{person.roles.map((role) => texts.roles[role]).join(', ')}</span>
        <Mark tone={person.away ? 'soon' : 'plain'}>{person.backOn ? texts.away(format.date(person.backOn)) : texts.here}</Mark>
      </div>
      <dl className={classes.lines}>
        {lines.map(([head, words]) => (
          <div key={head}>
            <dt className={classes.quiet}>{head}</dt>
            <dd>{words}</dd>
          </div>
        ))}
      </dl>
      <div className={classes.top}>
        <span className={classes.quiet}>
          {[
            ...(person.onDuty
              ? [texts.waiting(format.number(person.waiting), person.capacity === null ? null : format.number(person.capacity))]
              : []),
            texts.clocks(format.number(person.openClocks)),
            texts.tasks(format.number(person.openTasks)),
          ].join(' · ')}
        </span>
        {person.mine && (
          <Button variant="default" size="compact-sm" onClick={onWrite}>
            {texts.edit}
          </Button>
        )}
      </div>
    </li>
  );
}

function Write({ person, onClose }: { person: Person; onClose: () => void }) {
  const { duties: texts } = useTexts().scorecard;
  const save = useWrite(setRoleCard, { invalidates: ['member'], onDone: onClose });
  const { responsibleFor, measuredOn, askMeFor } = person;
  const form = useForm({ initialValues: { responsibleFor, measuredOn, askMeFor } });
  return (
    <SideForm
      title={texts.editTitle}
      opened
      onClose={onClose}
      form={form}
      action={texts.save}
      onSubmit={(values) => save.mutateAsync({ id: person.id, ...values })}
    >
      <Textarea label={texts.does} autosize minRows={3} maxLength={2000} {...form.getInputProps('responsibleFor')} />
      <Textarea label={texts.measured} autosize minRows={2} maxLength={2000} {...form.getInputProps('measuredOn')} />
      <Textarea label={texts.ask} autosize minRows={3} maxLength={2000} {...form.getInputProps('askMeFor')} />
    </SideForm>
  );
}
