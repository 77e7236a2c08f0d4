import { Checkbox, NativeSelect, Select, TagsInput, Textarea, TextInput } from '@mantine/core';
import { TACTICS } from '#modules/handoffs/schema.ts';
import { listTrackHooks } from '#modules/nurtures/contract/around.ts';
import { listTrackFields } from '#modules/nurtures/contract/tracks.ts';
import { SETTABLE, TASKS, type Whom } from '#modules/nurtures/schema.ts';
import { ROLES } from '#modules/team/schema.ts';
import { useRead } from '../../data.ts';
import { useCan } from '../../session.ts';
import { useTexts } from '../../texts/texts.ts';
import { PersonSelect } from '../team/PersonSelect.tsx';
import type { FieldsProps } from './fields.ts';
import { SpanFields } from './WaitFields.tsx';

export function TaskFields({ node, onChange, errors }: FieldsProps<'task'>) {
  const { fields: texts, tasks } = useTexts().nurtures;
  return (
    <>
      <NativeSelect
        label={texts.task}
        data={TASKS.map((value) => ({ value, label: tasks[value] }))}
        value={node.what}
        onChange={(event) => onChange({ ...node, what: TASKS.find((one) => one === event.currentTarget.value) ?? 'todo' })}
        data-autofocus
      />
      <TextInput
        label={texts.taskSubject}
        required
        maxLength={300}
        value={node.subject}
        error={errors.subject}
        onChange={(event) => onChange({ ...node, subject: event.currentTarget.value })}
      />
      <Textarea
        label={texts.body}
        autosize
        minRows={2}
        maxLength={5_000}
        value={node.body}
        onChange={(event) => onChange({ ...node, body: event.currentTarget.value })}
      />
      <WhomFields label={texts.for} value={node.for} error={errors.member} onChange={(whom) => onChange({ ...node, for: whom })} />
      <SpanFields label={texts.due} value={node.due} onChange={(due) => onChange({ ...node, due })} />
      <Checkbox
        label={texts.waits}
        description={texts.waitsHelp}
        checked={node.waits}
        onChange={(event) => onChange({ ...node, waits: event.currentTarget.checked })}
      />
    </>
  );
}

const WHO = ['owner', 'enroller', 'track_owner', 'member', 'role'] as const;

function newWhom(who: string): Whom {
  if (who === 'member') return { who, memberId: '' };
  if (who === 'role') return { who, role: 'rep' };
  return { who: who === 'enroller' || who === 'track_owner' ? who : 'owner' };
}

interface WhomFieldsProps {
  label: string;
  value: Whom;
  onChange: (whom: Whom) => void;
  error: string | undefined;
}

function WhomFields({ label, value, onChange, error }: WhomFieldsProps) {
  const { nurtures, settings } = useTexts();
  return (
    <>
      <NativeSelect
        label={label}
        data={WHO.map((who) => ({ value: who, label: nurtures.whom[who] }))}
        value={value.who}
        onChange={(event) => onChange(newWhom(event.currentTarget.value))}
      />
      {value.who === 'member' && (
        <PersonSelect
          label={nurtures.fields.member}
          value={value.memberId || null}
          error={error}
          onChange={(memberId) => onChange({ who: 'member', memberId: memberId ?? '' })}
        />
      )}
      {value.who === 'role' && (
        <NativeSelect
          label={nurtures.fields.role}
          data={ROLES.map((role) => ({ value: role, label: settings.roles[role] }))}
          value={value.role}
          onChange={(event) => onChange({ who: 'role', role: ROLES.find((role) => role === event.currentTarget.value) ?? 'rep' })}
        />
      )}
    </>
  );
}

export function HandoffFields({ node, onChange, errors }: FieldsProps<'handoff'>) {
  const { fields: texts } = useTexts().nurtures;
  return (
    <Textarea
      label={texts.why}
      description={texts.whyHelp}
      required
      autosize
      minRows={3}
      maxLength={500}
      value={node.why}
      error={errors.why}
      onChange={(event) => onChange({ ...node, why: event.currentTarget.value })}
      data-autofocus
    />
  );
}

export function TagFields({ node, onChange, errors }: FieldsProps<'tag'>) {
  const { fields: texts } = useTexts().nurtures;
  return (
    <>
      <TagsInput label={texts.add} maxTags={20} value={node.add} error={errors.tags} onChange={(add) => onChange({ ...node, add })} />
      <TagsInput label={texts.remove} maxTags={20} value={node.remove} onChange={(remove) => onChange({ ...node, remove })} />
    </>
  );
}

export function SetFieldFields({ node, onChange, errors }: FieldsProps<'field'>) {
  const { fields: texts, settable } = useTexts().nurtures;
  const { data } = useRead(listTrackFields, {}, { topics: ['own_field'], fresh: 300_000 });
  const options = data?.settable.find(({ field }) => field === node.field)?.options;
  return (
    <>
      <NativeSelect
        label={texts.field}
        data={SETTABLE.map((value) => ({ value, label: settable[value] }))}
        value={node.field}
        onChange={(event) => onChange({ ...node, field: SETTABLE.find((one) => one === event.currentTarget.value) ?? 'source', value: '' })}
        data-autofocus
      />
      {options ? (
        <Select
          label={texts.value}
          data={options}
          value={node.value || null}
          error={errors.value}
          onChange={(value) => onChange({ ...node, value: value ?? '' })}
          searchable
        />
      ) : (
        <TextInput
          label={texts.value}
          maxLength={200}
          value={node.value}
          error={errors.value}
          onChange={(event) => onChange({ ...node, value: event.currentTarget.value })}
        />
      )}
    </>
  );
}

export function NotifyFields({ node, onChange, errors }: FieldsProps<'notify'>) {
  const { fields: texts } = useTexts().nurtures;
  return (
    <>
      <WhomFields label={texts.tell} value={node.to} error={errors.member} onChange={(to) => onChange({ ...node, to })} />
      <Textarea
        label={texts.words}
        required
        autosize
        minRows={2}
        maxLength={500}
        value={node.text}
        error={errors.text}
        onChange={(event) => onChange({ ...node, text: event.currentTarget.value })}
      />
    </>
  );
}

export function WebhookFields({ node, onChange, errors }: FieldsProps<'webhook'>) {
  const { fields: texts } = useTexts().nurtures;
  const may = useCan('campaign:write');
  const { data } = useRead(listTrackHooks, {}, { topics: ['track_hook'], when: may });
  const options = (data?.items ?? [])
    .filter(({ active, id }) => active || id === node.hookId)
    .map(({ id, name }) => ({ value: id, label: name }));
  return (
    <Select
      label={texts.hook}
      data={options}
      value={node.hookId || null}
      error={errors.hook}
      nothingFoundMessage={texts.noHooks}
      description={data && options.length === 0 ? texts.noHooks : undefined}
      onChange={(hookId) => onChange({ ...node, hookId: hookId ?? '' })}
    />
  );
}

export function TacticFields({ node, onChange }: FieldsProps<'tactic'>) {
  const { nurtures, loop } = useTexts();
  return (
    <NativeSelect
      label={nurtures.fields.tactic}
      data={TACTICS.map((value) => ({ value, label: loop.returned.tactics[value] }))}
      value={node.tactic}
      onChange={(event) => onChange({ ...node, tactic: TACTICS.find((one) => one === event.currentTarget.value) ?? 'other' })}
      data-autofocus
    />
  );
}
