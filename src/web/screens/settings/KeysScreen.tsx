import { Alert, Button, CopyButton, MultiSelect, TextInput } from '@mantine/core';
import { isNotEmpty, useForm } from '@mantine/form';
import { useState } from 'react';
import { listMembers } from '#modules/team/contract/members.ts';
import { createKey, listKeys, revokeKey } from '#modules/team/contract/settings.ts';
import type { Permission } from '#modules/team/schema.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { useRead, useWrite } from '../../data.ts';
import { useNow } from '../../now.ts';
import { PersonSelect } from '../../parts/team/PersonSelect.tsx';
import { useSession } from '../../session.ts';
import { type Texts, useTexts } from '../../texts/texts.ts';
import { confirm } from '../../ui/confirm.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { Mark, When } from '../../ui/marks.tsx';
import { SideForm } from '../../ui/SideForm.tsx';
import type { Column } from '../../ui/table/columns.ts';
import { DataTable } from '../../ui/table/DataTable.tsx';
import { useToast } from '../../ui/toast.tsx';
import { endOfDay } from './choices.ts';
import { SettingsPage } from './SettingsPage.tsx';
import classes from './settings.module.css';

type Key = OutputOf<typeof listKeys>['items'][number];

export function KeysScreen() {
  const { settings } = useTexts();
  const texts = settings.keys;
  const toast = useToast();
  const now = useNow();
  const [making, setMaking] = useState(false);
  const [made, setMade] = useState<string | null>(null);
  const list = useRead(listKeys, {}, { topics: ['key'] });
  const people = useRead(listMembers, {}, { topics: ['member'] });
  const names = new Map(people.data?.items.map((one) => [one.id, one.name]));
  const revoke = useWrite(revokeKey, { invalidates: ['key'] });
  const ask = async (key: Key) => {
    const yes = await confirm({ title: texts.revokeTitle(key.name), body: texts.revokeBody, action: texts.revoke, danger: true });
    if (yes) await revoke.mutateAsync({ id: key.id }).catch(toast.problem);
  };
  const make = <Button onClick={() => setMaking(true)}>{texts.create}</Button>;
  const columns = columnsOf(settings, { names, now, ask });
  return (
    <SettingsPage title={settings.sections.keys.title} lead={texts.lead} fill actions={make}>
      {made && <Made secret={made} onClose={() => setMade(null)} />}
      <DataTable
        id="keys"
        label={settings.sections.keys.title}
        columns={columns}
        rows={list.data?.items}
        rowId={(row) => row.id}
        rowName={(row) => row.name}
        problem={list.error}
        onRetry={list.refetch}
        empty={<EmptyState title={texts.empty} />}
      />
      <NewKey opened={making} onClose={() => setMaking(false)} onMade={setMade} />
    </SettingsPage>
  );
}

interface Around {
  names: ReadonlyMap<string, string>;
  now: number;
  ask: (key: Key) => void;
}

function columnsOf({ keys: texts, permissions }: Texts['settings'], { names, now, ask }: Around): Column<Key>[] {
  const isOver = (key: Key) => key.expiresAt !== null && Date.parse(key.expiresAt) <= now;
  return [
    { id: 'name', title: texts.name, width: 170, render: (key) => key.name },
    { id: 'prefix', title: texts.prefix, width: 130, render: (key) => `${key.prefix}…` },
    { id: 'forWhom', title: texts.forWhom, width: 130, render: (key) => names.get(key.memberId) ?? '–' },
    {
      id: 'scopes',
      title: texts.scopes,
      width: 200,
      render: (key) => key.scopes.map((scope) => permissions[scope as Permission] ?? scope).join(', '),
    },
    { id: 'lastUsed', title: texts.lastUsed, width: 110, render: (key) => (key.lastUsedAt ? <When at={key.lastUsedAt} /> : texts.never) },
    { id: 'expires', title: texts.expires, width: 110, render: (key) => <When at={key.expiresAt} form="date" /> },
    {
      id: 'state',
      title: texts.state,
      width: 110,
      render: (key) =>
        key.revokedAt || isOver(key) ? (
          <Mark>{key.revokedAt ? texts.revoked : texts.ended}</Mark>
        ) : (
          <Button size="compact-sm" variant="default" aria-label={texts.revokeTitle(key.name)} onClick={() => ask(key)}>
            {texts.revoke}
          </Button>
        ),
    },
  ];
}

function Made({ secret, onClose }: { secret: string; onClose: () => void }) {
  const { settings, ui } = useTexts();
  const texts = settings.keys;
  return (
    <Alert variant="outline" title={texts.made} withCloseButton onClose={onClose} closeButtonLabel={ui.common.close} mb={12}>
      <p style={{ marginTop: 0 }}>{texts.madeBody}</p>
      <div className={classes.line}>
        <code className={`${classes.secret} ${classes.grow}`}>{secret}</code>
        <CopyButton value={secret}>
          {({ copied, copy }) => (
            <Button variant="default" onClick={copy}>
              {copied ? texts.copied : texts.copy}
            </Button>
          )}
        </CopyButton>
      </div>
      <p>{texts.assistant}</p>
      <code className={classes.secret}>{new URL('/api/mcp', location.href).href}</code>
    </Alert>
  );
}

function NewKey({ opened, onClose, onMade }: { opened: boolean; onClose: () => void; onMade: (secret: string) => void }) {
  const { settings, ui } = useTexts();
  const texts = settings.keys;
  const { member, permissions } = useSession();
  const create = useWrite(createKey, { invalidates: ['key'] });
  const form = useForm({
    initialValues: { name: '', scopes: [] as string[], memberId: member.id as string | null, expiresAt: '' },
    validate: { name: isNotEmpty(ui.form.required), scopes: isNotEmpty(ui.form.required), memberId: isNotEmpty(ui.form.required) },
  });
  const submit = async ({ name, scopes, memberId, expiresAt }: typeof form.values) => {
    const end = endOfDay(expiresAt);
    const made = await create.mutateAsync({ name, scopes: scopes as Permission[], memberId: memberId ?? member.id, expiresAt: end });
    form.reset();
    onClose();
    onMade(made.key);
  };
  return (
    <SideForm title={texts.create} opened={opened} onClose={onClose} form={form} action={texts.create} onSubmit={submit} guard={false}>
      <TextInput label={texts.name} data-autofocus {...form.getInputProps('name')} />
      <MultiSelect
        label={texts.scopes}
        description={texts.scopesHelp}
        data={permissions.map((value) => ({ value, label: settings.permissions[value as Permission] ?? value }))}
        searchable
        {...form.getInputProps('scopes')}
      />
      <PersonSelect
        label={texts.forWhom}
        value={form.values.memberId}
        onChange={(id) => form.setFieldValue('memberId', id)}
        error={form.errors.memberId}
      />
      <TextInput type="date" label={texts.expires} description={texts.expiresHelp} {...form.getInputProps('expiresAt')} />
    </SideForm>
  );
}
