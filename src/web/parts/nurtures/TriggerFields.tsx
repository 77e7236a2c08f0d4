import { Fieldset, MultiSelect, NativeSelect, NumberInput, Select } from '@mantine/core';
import { EVERYTHING } from '#modules/criteria/schema.ts';
import { listForms } from '#modules/forms/contract/forms.ts';
import { listReasons } from '#modules/leads/contract/reasons.ts';
import { STAGES } from '#modules/leads/schema.ts';
import { listAssets } from '#modules/library/contract/assets.ts';
import { listViews } from '#modules/lists/contract/views.ts';
import { listTrackFields } from '#modules/nurtures/contract/tracks.ts';
import { GOAL_EVENTS, type GoalEvent, TRIGGER_EVENTS, type TriggerOn } from '#modules/nurtures/schema.ts';
import { listTemplates } from '#modules/templates/contract/templates.ts';
import { useRead } from '../../data.ts';
import { useTexts } from '../../texts/texts.ts';
import { CriteriaEditor } from '../criteria/CriteriaEditor.tsx';
import type { FieldsProps } from './fields.ts';

/** What a beginning is before more is said. */
function newTrigger(event: TriggerOn['event']): TriggerOn {
  switch (event) {
    case 'criteria':
      return { event, criteria: EVERYTHING };
    case 'form':
      return { event, formId: null };
    case 'stage':
      return { event, stages: [] };
    case 'recycled':
      return { event, reasonIds: [] };
    case 'asset':
      return { event, assetId: null };
    case 'clicked':
      return { event, templateId: null };
    case 'date':
      return { event, field: '', days: 0 };
    case 'list':
      return { event, viewId: '' };
    default:
      return { event };
  }
}

export function TriggerFields({ node, onChange, errors }: FieldsProps<'trigger'>) {
  const { fields: texts, triggers } = useTexts().nurtures;
  const { on } = node;
  const set = (next: TriggerOn) => onChange({ ...node, on: next });
  const choose = (value: string) => {
    const event = TRIGGER_EVENTS.find((one) => one === value);
    if (event) set(newTrigger(event));
  };
  return (
    <>
      <NativeSelect
        label={texts.event}
        data={TRIGGER_EVENTS.map((value) => ({ value, label: triggers[value] }))}
        value={on.event}
        onChange={(event) => choose(event.currentTarget.value)}
        data-autofocus
      />
      <TriggerDetail on={on} onChange={set} errors={errors} />
    </>
  );
}

interface DetailProps {
  on: TriggerOn;
  onChange: (on: TriggerOn) => void;
  errors: Readonly<Record<string, string>>;
}

function TriggerDetail({ on, onChange, errors }: DetailProps) {
  const { fields: texts } = useTexts().nurtures;
  const { leads } = useTexts();
  switch (on.event) {
    case 'criteria':
      return (
        <Fieldset legend={texts.conditions} variant="unstyled">
          <p>{texts.conditionsHelp}</p>
          <CriteriaEditor entity="contact" value={on.criteria} onChange={(criteria) => onChange({ ...on, criteria })} />
        </Fieldset>
      );
    case 'stage':
      return (
        <MultiSelect
          label={texts.stages}
          data={STAGES.map((value) => ({ value, label: leads.stages[value] }))}
          value={on.stages}
          error={errors.stages}
          onChange={(stages) => onChange({ ...on, stages: STAGES.filter((stage) => stages.includes(stage)) })}
        />
      );
    case 'recycled':
      return <Reasons value={on.reasonIds} onChange={(reasonIds) => onChange({ ...on, reasonIds })} />;
    case 'form':
      return <FormSelect value={on.formId} onChange={(formId) => onChange({ ...on, formId })} />;
    case 'asset':
      return <AssetSelect value={on.assetId} onChange={(assetId) => onChange({ ...on, assetId })} />;
    case 'clicked':
      return (
        <TemplateSelect value={on.templateId} onChange={(templateId) => onChange({ ...on, templateId })} placeholder={texts.anyTemplate} />
      );
    case 'date':
      return <DateFields value={on} errors={errors} onChange={(date) => onChange({ ...on, ...date })} />;
    case 'list':
      return <ViewSelect value={on.viewId} error={errors.list} onChange={(viewId) => onChange({ ...on, viewId })} />;
    default:
      return null;
  }
}

function Reasons({ value, onChange }: { value: string[]; onChange: (ids: string[]) => void }) {
  const { fields: texts } = useTexts().nurtures;
  const { data } = useRead(listReasons, {}, { topics: ['reason'] });
  const options = (data?.items ?? []).map(({ id, label }) => ({ value: id, label }));
  return <MultiSelect label={texts.reasons} description={texts.reasonsHelp} data={options} value={value} onChange={onChange} searchable />;
}

function ViewSelect({ value, onChange, error }: { value: string; onChange: (id: string) => void; error: string | undefined }) {
  const { fields: texts } = useTexts().nurtures;
  const { data } = useRead(listViews, { entity: 'contact' }, { topics: ['view'] });
  const options = (data?.items ?? []).map(({ id, name }) => ({ value: id, label: name }));
  return <Select label={texts.list} data={options} value={value || null} onChange={(id) => onChange(id ?? '')} error={error} searchable />;
}

interface OneOrAny {
  value: string | null;
  onChange: (id: string | null) => void;
}

function FormSelect({ value, onChange }: OneOrAny) {
  const { fields: texts } = useTexts().nurtures;
  const { data } = useRead(listForms, {}, { topics: ['form'] });
  const options = (data?.items ?? []).map(({ id, name }) => ({ value: id, label: name }));
  return <Select label={texts.form} data={options} value={value} onChange={onChange} placeholder={texts.anyForm} searchable clearable />;
}

function AssetSelect({ value, onChange }: OneOrAny) {
  const { fields: texts } = useTexts().nurtures;
  const { data } = useRead(listAssets, {}, { topics: ['asset'] });
  const options = (data?.items ?? []).map(({ id, name }) => ({ value: id, label: name }));
  return <Select label={texts.asset} data={options} value={value} onChange={onChange} placeholder={texts.anyAsset} searchable clearable />;
}

interface TemplateSelectProps {
  value: string | null;
  onChange: (id: string | null) => void;
  placeholder?: string;
  error?: string | undefined;
}

/** A template that is published. */
export function TemplateSelect({ value, onChange, placeholder, error }: TemplateSelectProps) {
  const { fields: texts } = useTexts().nurtures;
  const { data } = useRead(listTemplates, {}, { topics: ['template'] });
  const { templates } = useTexts();
  const options = (data?.items ?? []).map(({ id, name, published }) => ({
    value: id,
    label: published ? name : `${name} · ${templates.stateOf.draft}`,
  }));
  return (
    <Select
      label={texts.template}
      data={options}
      value={value || null}
      onChange={onChange}
      searchable
      clearable
      error={error}
      {...(placeholder ? { placeholder } : {})}
    />
  );
}

interface DateFieldsProps {
  value: { field: string; days: number };
  onChange: (value: { field: string; days: number }) => void;
  errors: Readonly<Record<string, string>>;
}

/** A date of the person or their company, and so many days from it. */
export function DateFields({ value, onChange, errors }: DateFieldsProps) {
  const { fields: texts } = useTexts().nurtures;
  const { data } = useRead(listTrackFields, {}, { topics: ['own_field'], fresh: 300_000 });
  const options = (data?.dates ?? []).map(({ key, label }) => ({ value: key, label }));
  return (
    <>
      <Select
        label={texts.dateField}
        data={options}
        value={value.field || null}
        onChange={(field) => onChange({ ...value, field: field ?? '' })}
        error={errors.date}
        searchable
      />
      <NumberInput
        label={texts.days}
        description={texts.daysHelp}
        min={-365}
        max={365}
        allowDecimal={false}
        value={value.days}
        onChange={(days) => onChange({ ...value, days: Number(days) || 0 })}
      />
    </>
  );
}

const CRITERIA = 'criteria';

export function GoalFields({ node, onChange, errors }: FieldsProps<'goal'>) {
  const { fields: texts, goals } = useTexts().nurtures;
  const { on } = node;
  const choose = (values: string[]) => {
    const events = GOAL_EVENTS.filter((one) => values.includes(one));
    if (values.includes(CRITERIA) && !('criteria' in on)) onChange({ ...node, on: { criteria: EVERYTHING } });
    else onChange({ ...node, on: { events } });
  };
  return (
    <>
      <MultiSelect
        label={texts.reachedBy}
        data={[...GOAL_EVENTS.map((value: GoalEvent) => ({ value, label: goals[value] })), { value: CRITERIA, label: texts.orConditions }]}
        value={'criteria' in on ? [CRITERIA] : on.events}
        onChange={choose}
        error={errors.events}
        data-autofocus
      />
      {'criteria' in on && (
        <Fieldset legend={texts.conditions} variant="unstyled">
          <CriteriaEditor entity="contact" value={on.criteria} onChange={(criteria) => onChange({ ...node, on: { criteria } })} />
        </Fieldset>
      )}
    </>
  );
}
