import { MultiSelect, Select, Textarea, TextInput } from '@mantine/core';
import { isNotEmpty, useForm } from '@mantine/form';
import { changeMember, getMember, listTeams, setRoleCard } from '#modules/team/contract/members.ts';
import type { Department, Role } from '#modules/team/schema.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { useRead, useWrite } from '../../data.ts';
import { paths } from '../../paths.ts';
import { useParam } from '../../place.ts';
import { useCan, useSession } from '../../session.ts';
import { useTexts } from '../../texts/texts.ts';
import { FormShell } from '../../ui/FormShell.tsx';
import { Mark } from '../../ui/marks.tsx';
import { ProblemNotice } from '../../ui/ProblemNotice.tsx';
import { useToast } from '../../ui/toast.tsx';
import { departmentChoices, endOfDay, lastDay, roleChoices } from './choices.ts';
import { Leave } from './Leave.tsx';
import { AccessActions, Placeholder } from './MemberAccess.tsx';
import { SettingsPage } from './SettingsPage.tsx';
import classes from './settings.module.css';

export type Person = OutputOf<typeof getMember>;

/** One person: rights and place, role card, days away, access. */
export function MemberScreen() {
  const { settings } = useTexts();
  const id = useParam('id');
  const { data: person, error, refetch } = useRead(getMember, { id }, { topics: [`member:${id}`] });
  const mayLead = useCan('team:write');
  const own = useSession().member.id === id;
  return (
    <SettingsPage
      title={error ? settings.sections.team.title : person?.name}
      crumbs={[{ title: settings.sections.team.title, to: paths.settings('team') }]}
      beside={person && <Mark>{person.onLeave ? settings.team.onLeave : settings.status[person.status]}</Mark>}
      lead={person && person.status !== 'placeholder' ? person.email : undefined}
      actions={person && mayLead && !own && person.status !== 'placeholder' ? <AccessActions person={person} /> : undefined}
      narrow
    >
      {error && <ProblemNotice problem={error} onRetry={refetch} />}
      {person && (
        <>
          {person.status === 'placeholder' && mayLead && <Placeholder person={person} />}
          {person.status !== 'placeholder' && <Rights key={`rights ${person.id}`} person={person} mayChange={mayLead} own={own} />}
          <Card key={`card ${person.id}`} person={person} mayChange={own || mayLead} />
          <Leave person={person} mayChange={own || mayLead} />
        </>
      )}
    </SettingsPage>
  );
}

function Rights({ person, mayChange, own }: { person: Person; mayChange: boolean; own: boolean }) {
  const { settings, ui } = useTexts();
  const texts = settings.team;
  const toast = useToast();
  const { data: teams } = useRead(listTeams, {}, { topics: ['team'] });
  const change = useWrite(changeMember, { invalidates: ['member', 'session'], onDone: () => toast.done(settings.saved) });
  const { name, roles, department, teamId } = person;
  const accessUntil = lastDay(person.accessUntil);
  const form = useForm({
    initialValues: { name, roles: roles as string[], department: department as string | null, teamId, accessUntil },
    validate: { name: isNotEmpty(ui.form.required), roles: isNotEmpty(ui.form.required) },
  });
  const submit = (values: typeof form.values) =>
    change.mutateAsync({
      id: person.id,
      name: values.name,
      department: values.department as Department | null,
      teamId: values.teamId,
      // What did not change stays out: nobody may change their own rights, not even to the same.
      ...(values.roles.join() === roles.join() ? {} : { roles: values.roles as Role[] }),
      ...(values.accessUntil === accessUntil ? {} : { accessUntil: endOfDay(values.accessUntil) }),
    });
  const fields = (
    <fieldset disabled={!mayChange} style={{ border: 0, margin: 0, padding: 0, display: 'contents' }}>
      <TextInput label={texts.name} {...form.getInputProps('name')} />
      <MultiSelect
        label={texts.rolesLabel}
        description={own ? settings.member.own : texts.rolesHelp}
        data={roleChoices(settings)}
        searchable
        disabled={own || !mayChange}
        {...form.getInputProps('roles')}
      />
      <Select
        label={texts.department}
        data={departmentChoices(settings)}
        clearable
        disabled={!mayChange}
        {...form.getInputProps('department')}
      />
      <Select
        label={texts.team}
        data={(teams?.items ?? []).map((team) => ({ value: team.id, label: team.name }))}
        clearable
        disabled={!mayChange}
        {...form.getInputProps('teamId')}
      />
      <TextInput
        type="date"
        label={texts.accessUntil}
        description={texts.accessUntilHelp}
        disabled={own || !mayChange}
        {...form.getInputProps('accessUntil')}
      />
    </fieldset>
  );
  return (
    <section className={classes.part} aria-label={settings.member.details}>
      <h2 className={classes.heading}>{settings.member.details}</h2>
      {mayChange ? (
        <FormShell form={form} action={ui.common.save} onSubmit={submit}>
          {fields}
        </FormShell>
      ) : (
        fields
      )}
    </section>
  );
}

function Card({ person, mayChange }: { person: Person; mayChange: boolean }) {
  const { settings, ui } = useTexts();
  const texts = settings.member;
  const toast = useToast();
  const save = useWrite(setRoleCard, { invalidates: [`member:${person.id}`], onDone: () => toast.done(settings.saved) });
  const form = useForm({ initialValues: person.roleCard });
  const lines = ['responsibleFor', 'measuredOn', 'askMeFor'] as const;
  return (
    <section className={classes.part} aria-label={texts.card}>
      <h2 className={classes.heading}>{texts.card}</h2>
      <p className={classes.quiet}>{texts.cardHelp}</p>
      {mayChange ? (
        <FormShell form={form} action={ui.common.save} onSubmit={(values) => save.mutateAsync({ id: person.id, ...values })}>
          {lines.map((line) => (
            <Textarea key={line} label={texts[line]} autosize minRows={2} maxLength={2000} {...form.getInputProps(line)} />
          ))}
        </FormShell>
      ) : (
        <dl>
          {lines.map((line) => (
            <div key={line}>
              <dt className={classes.quiet}>{texts[line]}</dt>
              <dd style={{ margin: '0 0 8px' }}>{person.roleCard[line] || '–'}</dd>
            </div>
          ))}
        </dl>
      )}
    </section>
  );
}
