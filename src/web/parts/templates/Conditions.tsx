import { Button, TextInput } from '@mantine/core';
import { MOST, type TemplateCondition } from '#modules/templates/schema.ts';
import { useTexts } from '../../texts/texts.ts';
import { CriteriaEditor } from '../criteria/CriteriaEditor.tsx';
import classes from './templates.module.css';

export interface ConditionsProps {
  value: readonly TemplateCondition[];
  onChange: (conditions: TemplateCondition[]) => void;
}

/** Conditions that the template brings along, for blocks and words that are for some people only. */
export function Conditions({ value, onChange }: ConditionsProps) {
  const { conditions: texts } = useTexts().templates;
  const change = (key: string, more: Partial<TemplateCondition>) =>
    onChange(value.map((one) => (one.key === key ? { ...one, ...more } : one)));
  const add = () => {
    const free = Array.from({ length: MOST.conditions }, (_, index) => `group_${index + 1}`).find(
      (key) => !value.some((one) => one.key === key),
    );
    if (free) onChange([...value, { key: free, name: texts.name, criteria: { match: 'all', of: [] } }]);
  };
  return (
    <>
      <p className={classes.quiet}>{texts.help}</p>
      {value.map(({ key, name, criteria }) => (
        <div key={key} className={classes.panel}>
          <TextInput
            label={texts.name}
            description={texts.key(key)}
            value={name}
            maxLength={120}
            onChange={(event) => change(key, { name: event.currentTarget.value || key })}
          />
          <CriteriaEditor entity="contact" value={criteria} onChange={(next) => change(key, { criteria: next })} />
          <Button variant="subtle" w="fit-content" onClick={() => onChange(value.filter((one) => one.key !== key))}>
            {texts.remove}
          </Button>
        </div>
      ))}
      <Button variant="default" w="fit-content" disabled={value.length >= MOST.conditions} onClick={add}>
        {texts.add}
      </Button>
    </>
  );
}
