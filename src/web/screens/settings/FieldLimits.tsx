import { ActionIcon, NativeSelect, Select } from '@mantine/core';
import { isNotEmpty, useForm } from '@mantine/form';
import { IconTrash } from '@tabler/icons-react';
import { listFields } from '#modules/criteria/contract.ts';
import { ENTITIES } from '#modules/criteria/schema.ts';
import { setFieldRight } from '#modules/team/contract/settings.ts';
import type { RightEntity, Role } from '#modules/team/schema.ts';
import { useRead, useWrite } from '../../data.ts';
import { useTexts } from '../../texts/texts.ts';
import { FormShell } from '../../ui/FormShell.tsx';
import { Mark } from '../../ui/marks.tsx';
import { useToast } from '../../ui/toast.tsx';
import type { AllRights } from './RightsScreen.tsx';
import classes from './settings.module.css';

type Entity = (typeof ENTITIES)[number];

/** The fields that a role may not see or not change. */
export function FieldLimits({ role, rights, mayChange }: { role: Role; rights: AllRights; mayChange: boolean }) {
  const { settings } = useTexts();
  const texts = settings.rights;
  const toast = useToast();
  const set = useWrite(setFieldRight, { invalidates: ['right', 'session'] });
  const limits = rights.fields.filter((row) => row.role === role);
  const lift = async ({ entity, field, access }: (typeof limits)[number]) => {
    await set.mutateAsync({ role, entity, field, access: 'full' });
    toast.done(settings.saved, { undo: () => set.mutateAsync({ role, entity, field, access }) });
  };
  return (
    <section className={classes.part} aria-label={texts.fields}>
      <h2 className={classes.heading}>{texts.fields}</h2>
      <p className={classes.quiet}>{limits.length === 0 ? texts.noFields : texts.fieldsHelp}</p>
      {limits.length > 0 && (
        <ul className={classes.sections} aria-label={texts.fields}>
          {limits.map((limit) => (
            <li key={`${limit.entity}.${limit.field}`} className={`${classes.section} ${classes.line}`}>
              <span className={classes.grow}>
                {texts.entities[limit.entity]}: {limit.field}
              </span>
              <Mark>{texts.access[limit.access]}</Mark>
              {mayChange && (
                <ActionIcon variant="subtle" aria-label={texts.lift(limit.field)} onClick={() => lift(limit).catch(toast.problem)}>
                  <IconTrash size={18} stroke={1.6} />
                </ActionIcon>
              )}
            </li>
          ))}
        </ul>
      )}
      {mayChange && <NewLimit role={role} />}
    </section>
  );
}

function NewLimit({ role }: { role: Role }) {
  const { settings, ui } = useTexts();
  const texts = settings.rights;
  const set = useWrite(setFieldRight, { invalidates: ['right', 'session'] });
  const form = useForm({
    initialValues: { entity: 'company' as string, field: null as string | null, access: 'hidden' as string },
    validate: { field: isNotEmpty(ui.form.required) },
  });
  const entity = form.values.entity as Entity;
  const { data } = useRead(listFields, { entity });
  // A field of a related record is limited there; one with a dot in its name belongs to another.
  const fields = (data?.items ?? []).filter((field) => !field.key.includes('.') || field.key.startsWith('custom.'));
  const submit = async (values: typeof form.values) => {
    await set.mutateAsync({ role, entity: entity as RightEntity, field: values.field ?? '', access: values.access as 'hidden' | 'read' });
    form.setFieldValue('field', null);
    form.resetDirty();
  };
  return (
    <div style={{ marginTop: 12 }}>
      <FormShell form={form} action={texts.add} onSubmit={submit} guard={false}>
        <div className={classes.line} style={{ alignItems: 'start' }}>
          <NativeSelect
            label={texts.record}
            data={ENTITIES.map((one) => ({ value: one as string, label: texts.entities[one] }))}
            {...form.getInputProps('entity')}
            onChange={(event) => form.setValues({ entity: event.currentTarget.value, field: null })}
          />
          <Select
            label={texts.field}
            className={classes.grow}
            data={fields.map((field) => ({ value: field.key, label: field.label }))}
            searchable
            {...form.getInputProps('field')}
          />
          <NativeSelect
            label={texts.accessLabel}
            data={(['hidden', 'read'] as const).map((access) => ({ value: access as string, label: texts.access[access] }))}
            {...form.getInputProps('access')}
          />
        </div>
      </FormShell>
    </div>
  );
}
