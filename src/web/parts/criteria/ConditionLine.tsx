import { NativeSelect, Select } from '@mantine/core';
import { type Condition, type Entity, type FieldInfo, type Operator, shapeOf } from '#modules/criteria/schema.ts';
import { useTexts } from '../../texts/texts.ts';
import classes from './criteria.module.css';
import { type Fields, isReady, newCondition, withOperator } from './draft.ts';
import { groupedFields } from './fields.ts';
import { ValueInput } from './ValueInput.tsx';

export interface ConditionLineProps {
  entity: Entity;
  items: readonly FieldInfo[];
  fields: Fields;
  currency: string;
  condition: Condition;
  onChange: (condition: Condition) => void;
}

/** "Industry · is one of · Steel, Food". */
export function ConditionLine({ entity, items, fields, currency, condition, onChange }: ConditionLineProps) {
  const { criteria: texts } = useTexts();
  const field = fields.get(condition.field);
  const shape = field && shapeOf(field.kind, condition.op);
  const chooseField = (key: string | null) => {
    const next = key === null ? undefined : fields.get(key);
    if (next && next.key !== condition.field) onChange(newCondition(next));
  };
  const setValue = (value: Condition['value']) => {
    const { value: _before, ...rest } = condition;
    onChange(value === undefined ? rest : { ...rest, value });
  };
  return (
    <>
      <Select
        aria-label={texts.field}
        data={groupedFields(items)}
        value={field ? field.key : null}
        onChange={chooseField}
        searchable
        selectFirstOptionOnChange
        allowDeselect={false}
        placeholder={field ? '' : texts.gone}
        nothingFoundMessage={texts.nothing}
        className={classes.field}
        maxDropdownHeight={320}
      />
      {field && (
        <NativeSelect
          aria-label={texts.operator}
          value={condition.op}
          onChange={(event) => onChange(withOperator(condition, field, event.currentTarget.value as Operator))}
          data={field.operators.map((op) => ({ value: op, label: texts.operators[op] }))}
          className={classes.operator}
        />
      )}
      {field && shape && shape !== 'none' && (
        <div className={classes.value}>
          <ValueInput entity={entity} field={field} shape={shape} currency={currency} value={condition.value} onChange={setValue} />
        </div>
      )}
      {!isReady(condition, fields) && <div className={classes.unfinished}>{texts.unfinished}</div>}
    </>
  );
}
