import { ActionIcon, Button, Group, NumberInput, Select, TextInput } from '@mantine/core';
import { isNotEmpty, useForm } from '@mantine/form';
import { IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { listCalendars } from '#modules/agreements/contract/calendars.ts';
import { changePool, createPool, deletePool, type getRouting } from '#modules/handoffs/contract/routing.ts';
import { listTeams } from '#modules/team/contract/members.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { useRead, useWrite } from '../../data.ts';
import { useFormat } from '../../format.ts';
import { paths } from '../../paths.ts';
import { useTexts } from '../../texts/texts.ts';
import { Go } from '../../ui/Go.tsx';
import { SideForm } from '../../ui/SideForm.tsx';
import { useToast } from '../../ui/toast.tsx';
import classes from '../agreements/agreements.module.css';

type Pool = OutputOf<typeof getRouting>['pools'][number];
const TOPICS = ['territory'];
const HOUR = 3600;

/** Pools in which leads lie until somebody takes them. */
export function RoutingPools({ pools, mayWrite }: { pools: readonly Pool[]; mayWrite: boolean }) {
  const { routing } = useTexts();
  const texts = routing.pools;
  const format = useFormat();
  const toast = useToast();
  const [editing, setEditing] = useState<Pool | 'new' | null>(null);
  const remove = useWrite(deletePool, { invalidates: TOPICS });
  return (
    <section className={classes.side} aria-label={texts.title}>
      <div className={classes.top}>
        <h2 className={classes.heading}>{texts.title}</h2>
        {mayWrite && (
          <Button size="compact-sm" variant="default" onClick={() => setEditing('new')}>
            {texts.add}
          </Button>
        )}
      </div>
      {pools.length === 0 && <p className={classes.quiet}>{texts.none}</p>}
      <ul className={classes.clauses}>
        {pools.map((pool) => (
          <li key={pool.id} className={classes.clause}>
            <div className={classes.top}>
              <h3 className={classes.name}>{pool.name}</h3>
              <Go to={paths.pool()}>{texts.waiting(format.number(pool.waiting))}</Go>
            </div>
            <p className={classes.text}>
              {texts.line({
                team: pool.team?.name ?? texts.everyone,
                hours: format.number(pool.reclaimSeconds / HOUR),
                calendar: pool.calendar?.name ?? texts.always,
              })}
            </p>
            {mayWrite && (
              <Group gap="xs">
                <Button size="compact-sm" variant="default" aria-label={texts.edit(pool.name)} onClick={() => setEditing(pool)}>
                  {texts.edit('').trim()}
                </Button>
                <ActionIcon
                  variant="subtle"
                  aria-label={texts.remove(pool.name)}
                  onClick={() => void remove.mutateAsync({ id: pool.id }).catch(toast.problem)}
                >
                  <IconTrash size={16} />
                </ActionIcon>
              </Group>
            )}
          </li>
        ))}
      </ul>
      {editing && (
        <PoolForm key={editing === 'new' ? 'new' : editing.id} pool={editing === 'new' ? null : editing} onClose={() => setEditing(null)} />
      )}
    </section>
  );
}

function PoolForm({ pool, onClose }: { pool: Pool | null; onClose: () => void }) {
  const { routing, ui } = useTexts();
  const texts = routing.pools;
  const { data: teams } = useRead(listTeams, {}, { topics: ['team'] });
  const { data: calendars } = useRead(listCalendars, {}, { topics: ['calendar'] });
  const create = useWrite(createPool, { invalidates: TOPICS });
  const change = useWrite(changePool, { invalidates: TOPICS });
  const form = useForm({
    initialValues: {
      name: pool?.name ?? '',
      teamId: pool?.team?.id ?? null,
      hours: (pool?.reclaimSeconds ?? 8 * HOUR) / HOUR,
      calendarId: pool?.calendar?.id ?? null,
    },
    validate: { name: isNotEmpty(ui.form.required) },
  });
  const submit = async ({ hours, ...values }: typeof form.values) => {
    const input = { ...values, reclaimSeconds: Math.round(hours * HOUR) };
    await (pool ? change.mutateAsync({ id: pool.id, ...input }) : create.mutateAsync(input));
    onClose();
  };
  return (
    <SideForm title={pool ? texts.edit(pool.name) : texts.add} opened onClose={onClose} form={form} onSubmit={submit} action={texts.save}>
      <TextInput label={texts.name} required data-autofocus maxLength={120} {...form.getInputProps('name')} />
      <Select
        label={texts.team}
        placeholder={texts.everyone}
        clearable
        data={(teams?.items ?? []).map(({ id, name }) => ({ value: id, label: name }))}
        {...form.getInputProps('teamId')}
      />
      <NumberInput label={texts.reclaim} min={0.25} max={1440} {...form.getInputProps('hours')} />
      <Select
        label={texts.calendar}
        placeholder={texts.always}
        clearable
        data={(calendars?.items ?? []).map(({ id, name }) => ({ value: id, label: name }))}
        {...form.getInputProps('calendarId')}
      />
    </SideForm>
  );
}
