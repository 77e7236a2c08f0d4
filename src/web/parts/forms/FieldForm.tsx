import { MultiSelect, Select, Switch, Textarea, TextInput } from '@mantine/core';
import { listMailPurposes } from '#modules/consents/contract.ts';
import { FILE_TYPES, type FileType, type FormField, isFixed, PARAMETERS } from '#modules/forms/schema/form.ts';
import { useRead } from '../../data.ts';
import { useTexts } from '../../texts/texts.ts';
import classes from '../templates/templates.module.css';

export interface FieldFormProps {
  field: FormField;
  /** Those above it: only these can be looked at by its condition. */
  before: readonly FormField[];
  onChange: (field: FormField) => void;
  problems: readonly string[];
}

/** Everything that can be said about one field. */
export function FieldForm({ field, before, onChange, problems }: FieldFormProps) {
  const { field: texts, targets } = useTexts().forms;
  const put = (change: Partial<FormField>) => onChange({ ...field, ...change });
  return (
    <>
      {problems.map((problem) => (
        <p key={problem} className={classes.quiet} role="alert" style={{ color: 'var(--late)' }}>
          {problem}
        </p>
      ))}
      <TextInput label={texts.label} maxLength={300} value={field.label} onChange={(event) => put({ label: event.currentTarget.value })} />
      {field.kind !== 'hidden' && (
        <Textarea
          label={texts.help}
          autosize
          maxLength={500}
          value={field.help}
          onChange={(event) => put({ help: event.currentTarget.value.replace(/\n/g, ' ') })}
        />
      )}
      <Special field={field} put={put} />
      {field.kind !== 'hidden' && (
        <Switch label={texts.required} checked={field.required} onChange={(event) => put({ required: event.currentTarget.checked })} />
      )}
      {!isFixed(field) && (
        <Switch label={texts.later} checked={field.later} onChange={(event) => put({ later: event.currentTarget.checked })} />
      )}
      {field.kind !== 'hidden' && <Condition field={field} before={before} put={put} />}
      <p className={classes.quiet}>
        {field.target ? texts.keptAs(targets[field.target] ?? field.label) : texts.keptHere} · {texts.key}: <code>{field.key}</code>
      </p>
    </>
  );
}

type Put = (change: Partial<FormField>) => void;

/** What only one kind of field has. */
function Special({ field, put }: { field: FormField; put: Put }) {
  const { field: texts } = useTexts().forms;
  switch (field.kind) {
    case 'select':
      return (
        <Textarea
          label={texts.options}
          description={texts.optionsHelp}
          autosize
          minRows={2}
          value={field.options.join('\n')}
          onChange={(event) => put({ options: event.currentTarget.value.split('\n').map((line) => line.trimStart().slice(0, 200)) })}
          onBlur={() => put({ options: field.options.map((one) => one.trim()).filter(Boolean) })}
        />
      );
    case 'hidden':
      return (
        <Select
          label={texts.parameter}
          allowDeselect={false}
          data={[...PARAMETERS]}
          value={field.parameter}
          onChange={(parameter) => put({ parameter: PARAMETERS.find((one) => one === parameter) ?? null })}
        />
      );
    case 'file':
      return (
        <MultiSelect
          label={texts.fileTypes}
          data={FILE_TYPES.map((one) => ({ value: one, label: texts.types[one] }))}
          value={field.fileTypes}
          onChange={(types) => put({ fileTypes: types as FileType[] })}
        />
      );
    case 'consent':
      return <Purpose field={field} put={put} />;
    default:
      return null;
  }
}

function Purpose({ field, put }: { field: FormField; put: Put }) {
  const { field: texts } = useTexts().forms;
  const purposes = useRead(listMailPurposes, {}, { topics: ['consent'] }).data?.items.filter(({ retiredAt }) => !retiredAt) ?? [];
  const chosen = purposes.find(({ id }) => id === field.consent?.purposeId);
  return (
    <>
      <Select
        label={texts.purpose}
        description={texts.purposeHelp}
        allowDeselect={false}
        data={purposes.map(({ id, name, text }) => ({ value: id, label: name, disabled: text === null }))}
        value={field.consent?.purposeId ?? null}
        onChange={(purposeId) => put({ consent: purposeId ? { purposeId, textId: null, text: '' } : null })}
      />
      <p className={classes.quiet}>{chosen?.text ? `“${chosen.text.body}”` : texts.noWording}</p>
    </>
  );
}

type Is = NonNullable<FormField['when']>['is'];
const ALL_IS: readonly Is[] = ['answered', 'empty', 'equal', 'other'];

function Condition({ field, before, put }: Pick<FieldFormProps, 'field' | 'before'> & { put: Put }) {
  const { field: texts } = useTexts().forms;
  const { when } = field;
  const fields = before.filter(({ kind }) => kind !== 'file');
  const looked = before.find(({ key }) => key === when?.field);
  if (fields.length === 0 && !when) return null;
  return (
    <div className={classes.pair}>
      <Select
        label={texts.when}
        allowDeselect={false}
        data={[{ value: '', label: texts.always }, ...fields.map(({ key, label }) => ({ value: key, label: label || key }))]}
        value={when?.field ?? ''}
        onChange={(key) => put({ when: key ? { field: key, is: when?.is ?? 'answered', value: '' } : null })}
      />
      {when && (
        <Select
          aria-label={texts.when}
          allowDeselect={false}
          data={ALL_IS.map((is) => ({ value: is, label: texts.is[is] }))}
          value={when.is}
          onChange={(is) => put({ when: { ...when, is: ALL_IS.find((one) => one === is) ?? 'answered' } })}
        />
      )}
      {when &&
        (when.is === 'equal' || when.is === 'other') &&
        (looked?.kind === 'select' ? (
          <Select
            label={texts.value}
            data={looked.options}
            value={when.value || null}
            onChange={(value) => put({ when: { ...when, value: value ?? '' } })}
          />
        ) : (
          <TextInput
            label={texts.value}
            value={when.value ?? ''}
            maxLength={200}
            onChange={(event) => put({ when: { ...when, value: event.currentTarget.value } })}
          />
        ))}
    </div>
  );
}
