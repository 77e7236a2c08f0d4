import { Button, MultiSelect, TextInput } from '@mantine/core';
import { isNotEmpty, useForm } from '@mantine/form';
import { useState } from 'react';
import { matchMember, renewInvitation, setMemberStatus } from '#modules/team/contract/members.ts';
import type { Role } from '#modules/team/schema.ts';
import { useWrite } from '../../data.ts';
import { useFormat } from '../../format.ts';
import { PersonSelect } from '../../parts/team/PersonSelect.tsx';
import { paths } from '../../paths.ts';
import { useTexts } from '../../texts/texts.ts';
import { confirm } from '../../ui/confirm.tsx';
import { FormShell } from '../../ui/FormShell.tsx';
import { useGo } from '../../ui/Go.tsx';
import { When } from '../../ui/marks.tsx';
import { useToast } from '../../ui/toast.tsx';
import { roleChoices } from './choices.ts';
import type { Person } from './MemberScreen.tsx';
import classes from './settings.module.css';

/** Inviting again, disabling, giving access back. */
export function AccessActions({ person }: { person: Person }) {
  const { settings } = useTexts();
  const texts = settings.member;
  const format = useFormat();
  const toast = useToast();
  const again = useWrite(renewInvitation, { invalidates: ['member'], onDone: () => toast.done(texts.sent) });
  const set = useWrite(setMemberStatus, { invalidates: ['member'] });
  const disable = async () => {
    const yes = await confirm({ title: texts.disableTitle(person.name), body: texts.disableBody, action: texts.disable, danger: true });
    if (!yes) return;
    const { owned } = await set.mutateAsync({ id: person.id, status: 'disabled' });
    const list = format.list(owned.map(({ entity, count }) => `${format.number(count)} ${entity.replaceAll('_', ' ')}`));
    toast.done(owned.length > 0 ? `${texts.disabled(person.name)} ${texts.stillOwns(list)}` : texts.disabled(person.name));
  };
  const enable = async () => {
    await set.mutateAsync({ id: person.id, status: 'active' });
    toast.done(texts.enabled(person.name));
  };
  return (
    <>
      {person.status === 'invited' && (
        <>
          {person.invitedUntil && (
            <span className={classes.quiet}>
              {texts.invitedUntil} <When at={person.invitedUntil} form="date" />
            </span>
          )}
          <Button variant="default" loading={again.isPending} onClick={() => again.mutateAsync({ id: person.id }).catch(toast.problem)}>
            {texts.again}
          </Button>
        </>
      )}
      {person.status === 'disabled' ? (
        <Button variant="default" onClick={() => enable().catch(toast.problem)}>
          {texts.enable}
        </Button>
      ) : (
        <Button variant="default" onClick={() => disable().catch(toast.problem)}>
          {texts.disable}
        </Button>
      )}
    </>
  );
}

/** Someone whom only an import named: invite them, or say who it is. */
export function Placeholder({ person }: { person: Person }) {
  const { settings, ui } = useTexts();
  const texts = settings.member;
  const format = useFormat();
  const toast = useToast();
  const go = useGo();
  const [target, setTarget] = useState<string | null>(null);
  const invite = useWrite(renewInvitation, { invalidates: ['member'], onDone: () => toast.done(texts.sent) });
  const match = useWrite(matchMember, { invalidates: ['member'] });
  const known = person.email.endsWith('.invalid') ? '' : person.email;
  const form = useForm({
    initialValues: { email: known, roles: person.roles as string[] },
    validate: { email: isNotEmpty(ui.form.required), roles: isNotEmpty(ui.form.required) },
  });
  const same = async (memberId: string) => {
    const { moved } = await match.mutateAsync({ id: person.id, memberId });
    toast.done(texts.matched(format.number(moved)));
    go(paths.member(memberId), { replace: true });
  };
  return (
    <section className={classes.part} aria-label={texts.placeholderTitle}>
      <h2 className={classes.heading}>{texts.placeholderTitle}</h2>
      <p>{texts.placeholderBody}</p>
      <div className={classes.line} style={{ alignItems: 'end', marginBottom: 24 }}>
        <PersonSelect label={texts.match} value={target} onChange={setTarget} clearable />
        <Button variant="default" disabled={!target} onClick={() => target && same(target).catch(toast.problem)}>
          {texts.matchAction}
        </Button>
      </div>
      <FormShell
        form={form}
        action={settings.team.sendInvitation}
        onSubmit={({ email, roles }) => invite.mutateAsync({ id: person.id, email: email.trim(), roles: roles as Role[] })}
      >
        <TextInput label={settings.team.email} type="email" {...form.getInputProps('email')} />
        <MultiSelect label={settings.team.rolesLabel} data={roleChoices(settings)} searchable {...form.getInputProps('roles')} />
      </FormShell>
    </section>
  );
}
