import { ActionIcon, Button, Select, TextInput } from '@mantine/core';
import { isNotEmpty, useForm } from '@mantine/form';
import { IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { changeTeam, createTeam, deleteTeam, listTeams } from '#modules/team/contract/members.ts';
import type { Department } from '#modules/team/schema.ts';
import { useRead, useWrite } from '../../data.ts';
import { useFormat } from '../../format.ts';
import { useCan } from '../../session.ts';
import { useTexts } from '../../texts/texts.ts';
import { confirm } from '../../ui/confirm.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { InlineEdit } from '../../ui/InlineEdit.tsx';
import { ProblemNotice } from '../../ui/ProblemNotice.tsx';
import { SideForm } from '../../ui/SideForm.tsx';
import { useToast } from '../../ui/toast.tsx';
import { departmentChoices } from './choices.ts';
import classes from './settings.module.css';

/** The teams: names are changed in place. */
export function Teams() {
  const { settings, ui } = useTexts();
  const texts = settings.team;
  const format = useFormat();
  const toast = useToast();
  const mayChange = useCan('team:write');
  const [making, setMaking] = useState(false);
  const { data, error, refetch } = useRead(listTeams, {}, { topics: ['team', 'member'] });
  const change = useWrite(changeTeam, { invalidates: ['team'] });
  const remove = useWrite(deleteTeam, { invalidates: ['team', 'member'] });
  const ask = async (id: string, name: string) => {
    const yes = await confirm({ title: texts.removeTeam(name), body: texts.removeTeamBody, action: ui.common.remove, danger: true });
    if (yes) await remove.mutateAsync({ id }).catch(toast.problem);
  };
  const make = mayChange && (
    <Button variant="default" onClick={() => setMaking(true)}>
      {texts.newTeam}
    </Button>
  );
  return (
    <>
      {error && <ProblemNotice problem={error} onRetry={refetch} />}
      {data?.items.length === 0 && <EmptyState title={texts.noTeams} actions={make} />}
      {data && data.items.length > 0 && (
        <>
          <ul className={classes.sections} aria-label={texts.teams}>
            {data.items.map((team) => (
              <li key={team.id} className={`${classes.section} ${classes.line}`}>
                <div className={classes.grow}>
                  <InlineEdit
                    label={texts.teamName}
                    value={team.name}
                    readOnly={!mayChange}
                    onSave={(name) => change.mutateAsync({ id: team.id, name })}
                  />
                </div>
                <InlineEdit
                  label={`${texts.department}: ${team.name}`}
                  value={team.department}
                  show={settings.departments[team.department]}
                  options={departmentChoices(settings)}
                  readOnly={!mayChange}
                  onSave={(department) => change.mutateAsync({ id: team.id, department: department as Department })}
                />
                <span className={classes.quiet}>{texts.teamCount(format.number(team.members))}</span>
                {mayChange && (
                  <ActionIcon variant="subtle" aria-label={texts.removeTeam(team.name)} onClick={() => ask(team.id, team.name)}>
                    <IconTrash size={18} stroke={1.6} />
                  </ActionIcon>
                )}
              </li>
            ))}
          </ul>
          <div style={{ marginTop: 12 }}>{make}</div>
        </>
      )}
      <NewTeam opened={making} onClose={() => setMaking(false)} />
    </>
  );
}

function NewTeam({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const { settings, ui } = useTexts();
  const texts = settings.team;
  const create = useWrite(createTeam, { invalidates: ['team'] });
  const form = useForm({
    initialValues: { name: '', department: 'sales' },
    validate: { name: isNotEmpty(ui.form.required) },
  });
  const submit = async ({ name, department }: typeof form.values) => {
    await create.mutateAsync({ name, department: department as Department });
    form.reset();
    onClose();
  };
  return (
    <SideForm title={texts.newTeam} opened={opened} onClose={onClose} form={form} action={ui.common.save} onSubmit={submit} guard={false}>
      <TextInput label={texts.teamName} data-autofocus {...form.getInputProps('name')} />
      <Select label={texts.department} data={departmentChoices(settings)} allowDeselect={false} {...form.getInputProps('department')} />
    </SideForm>
  );
}
