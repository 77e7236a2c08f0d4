import { ActionIcon, Button, Checkbox, Select, TagsInput, TextInput } from '@mantine/core';
import { isNotEmpty, useForm } from '@mantine/form';
import { IconArrowDown, IconArrowUp } from '@tabler/icons-react';
import { useState } from 'react';
import { createOwnField, listOwnFields, orderOwnFields, updateOwnField } from '#modules/criteria/contract.ts';
import { CUSTOM_KINDS, type CustomFieldRow, type CustomKind, ENTITIES, type Entity, type Option } from '#modules/criteria/schema.ts';
import { useRead, useWrite } from '../../data.ts';
import { useUrlState } from '../../place.ts';
import { useCan } from '../../session.ts';
import { useTexts } from '../../texts/texts.ts';
import { confirm } from '../../ui/confirm.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { Mark } from '../../ui/marks.tsx';
import { ProblemNotice } from '../../ui/ProblemNotice.tsx';
import { SideForm } from '../../ui/SideForm.tsx';
import { useToast } from '../../ui/toast.tsx';
import { SettingsPage } from './SettingsPage.tsx';
import classes from './settings.module.css';

const DEFAULTS = { entity: 'company' as string };

/** The workspace's own fields of each kind of record. */
export function FieldsScreen() {
  const { lists, settings } = useTexts();
  const texts = lists.fields;
  const [state, change] = useUrlState(DEFAULTS);
  const entity: Entity = ENTITIES.find((one) => one === state.entity) ?? 'company';
  const mayChange = useCan('field:write');
  const [editing, setEditing] = useState<CustomFieldRow | 'new' | null>(null);
  const { data, error, refetch } = useRead(listOwnFields, { entity }, { topics: ['own_field'], keep: true });
  const inUse = data?.items.filter((field) => !field.archived) ?? [];
  const archived = data?.items.filter((field) => field.archived) ?? [];
  const add = mayChange && <Button onClick={() => setEditing('new')}>{texts.add}</Button>;
  return (
    <SettingsPage
      title={settings.sections.fields.title}
      lead={texts.lead}
      narrow
      actions={add}
      tabs={ENTITIES.map((one) => ({ id: one, title: lists.titles[one] }))}
      tab={entity}
      onTab={(one) => change({ entity: one })}
    >
      {error && <ProblemNotice problem={error} onRetry={refetch} />}
      {data && inUse.length === 0 && <EmptyState title={texts.empty} body={texts.emptyBody} actions={add} />}
      <FieldList entity={entity} fields={inUse} label={texts.title} mayChange={mayChange} onEdit={setEditing} />
      {archived.length > 0 && (
        <section className={classes.group}>
          <h2 className={classes.heading}>{texts.archived}</h2>
          <FieldList entity={entity} fields={archived} label={texts.archived} mayChange={mayChange} onEdit={setEditing} />
        </section>
      )}
      <FieldForm key={editing === 'new' ? 'new' : editing?.id} entity={entity} editing={editing} onClose={() => setEditing(null)} />
    </SettingsPage>
  );
}

interface FieldListProps {
  entity: Entity;
  fields: readonly CustomFieldRow[];
  label: string;
  mayChange: boolean;
  onEdit: (field: CustomFieldRow) => void;
}

function FieldList({ entity, fields, label, mayChange, onEdit }: FieldListProps) {
  const texts = useTexts().lists.fields;
  const toast = useToast();
  const order = useWrite(orderOwnFields, { invalidates: ['own_field'] });
  const update = useWrite(updateOwnField, { invalidates: ['own_field'] });
  if (fields.length === 0) return null;
  const move = (index: number, by: -1 | 1) => {
    const ids = fields.map(({ id }) => id);
    const [id] = ids.splice(index, 1);
    if (id) ids.splice(index + by, 0, id);
    order.mutateAsync({ entity, ids }).catch(toast.problem);
  };
  const archive = async (field: CustomFieldRow) => {
    if (!field.archived && !(await confirm({ title: texts.archiveTitle(field.label), body: texts.archiveBody, action: texts.archive })))
      return;
    await update.mutateAsync({ id: field.id, archived: !field.archived }).catch(toast.problem);
  };
  return (
    <ul className={classes.sections} aria-label={label}>
      {fields.map((field, index) => (
        <li key={field.id} className={`${classes.section} ${classes.line}`}>
          <div className={classes.grow}>
            <div>
              {field.label} {field.required && <Mark>{texts.requiredMark}</Mark>}
            </div>
            <div className={classes.quiet}>
              {texts.kinds[field.kind]} · {field.key}
              {field.options.length > 0 && ` · ${field.options.map((option) => option.label).join(', ')}`}
            </div>
          </div>
          {mayChange && (
            <>
              {!field.archived && (
                <>
                  <ActionIcon variant="subtle" disabled={index === 0} aria-label={texts.up(field.label)} onClick={() => move(index, -1)}>
                    <IconArrowUp size={16} stroke={1.6} />
                  </ActionIcon>
                  <ActionIcon
                    variant="subtle"
                    disabled={index === fields.length - 1}
                    aria-label={texts.down(field.label)}
                    onClick={() => move(index, 1)}
                  >
                    <IconArrowDown size={16} stroke={1.6} />
                  </ActionIcon>
                  <Button variant="default" size="compact-sm" aria-label={texts.edit(field.label)} onClick={() => onEdit(field)}>
                    {texts.change}
                  </Button>
                </>
              )}
              <Button variant="subtle" size="compact-sm" onClick={() => archive(field)}>
                {field.archived ? texts.restore : texts.archive}
              </Button>
            </>
          )}
        </li>
      ))}
    </ul>
  );
}

const hasOptions = (kind: CustomKind): boolean => kind === 'choice' || kind === 'choices';

function FieldForm({ entity, editing, onClose }: { entity: Entity; editing: CustomFieldRow | 'new' | null; onClose: () => void }) {
  const { lists, ui } = useTexts();
  const texts = lists.fields;
  const toast = useToast();
  const known = editing === 'new' || editing === null ? undefined : editing;
  const create = useWrite(createOwnField, { invalidates: ['own_field'] });
  const update = useWrite(updateOwnField, { invalidates: ['own_field'] });
  const form = useForm({
    initialValues: {
      label: known?.label ?? '',
      kind: known?.kind ?? ('text' as CustomKind),
      key: '',
      options: known?.options.map((option) => option.label) ?? [],
      required: known?.required ?? false,
    },
    validate: { label: isNotEmpty(ui.form.required) },
  });
  const { kind } = form.values;
  const submit = async ({ label, key, options, required }: typeof form.values) => {
    const named = hasOptions(kind) ? optionsOf(options, known?.options ?? []) : undefined;
    if (known) await update.mutateAsync({ id: known.id, label, required, ...(named ? { options: named } : {}) });
    else await create.mutateAsync({ entity, label, kind, required, ...(key ? { key } : {}), ...(named ? { options: named } : {}) });
    toast.done(texts.saved);
    onClose();
  };
  return (
    <SideForm
      title={known ? texts.edit(known.label) : texts.add}
      opened={editing !== null}
      onClose={onClose}
      form={form}
      action={ui.common.save}
      onSubmit={submit}
    >
      <TextInput label={texts.label} data-autofocus {...form.getInputProps('label')} />
      {!known && (
        <Select
          label={texts.kind}
          data={CUSTOM_KINDS.map((value) => ({ value, label: texts.kinds[value] }))}
          allowDeselect={false}
          {...form.getInputProps('kind')}
        />
      )}
      {hasOptions(kind) && (
        <TagsInput label={texts.options} description={texts.optionsHelp} acceptValueOnBlur {...form.getInputProps('options')} />
      )}
      {!known && <TextInput label={texts.key} description={texts.keyHelp} {...form.getInputProps('key')} />}
      <Checkbox label={texts.required} {...form.getInputProps('required', { type: 'checkbox' })} />
    </SideForm>
  );
}

/** Options keep the value they were made with; a new one is called what it says. */
function optionsOf(labels: readonly string[], known: readonly Option[]): Option[] {
  return labels.map((label) => known.find((option) => option.label === label) ?? { value: label, label });
}
