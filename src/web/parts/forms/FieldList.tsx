import { Button, Menu } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { listOwnFields } from '#modules/criteria/contract.ts';
import { type FieldKind, type FormField, MOST, TARGETS } from '#modules/forms/schema/form.ts';
import { useRead } from '../../data.ts';
import { useTexts } from '../../texts/texts.ts';
import classes from '../templates/templates.module.css';
import { FieldForm } from './FieldForm.tsx';
import { factField, isAskable, newField, ownField } from './fields.ts';
import { Ordered } from './Ordered.tsx';
import type { Problem } from './use-draft.ts';

export interface FieldListProps {
  fields: readonly FormField[];
  onChange: (fields: FormField[]) => void;
  problems: readonly Problem[];
  open: string | null;
  onOpen: (key: string | null) => void;
}

/** What a form asks, in its order. */
export function FieldList({ fields, onChange, problems, open, onOpen }: FieldListProps) {
  const texts = useTexts().forms;
  const words = (field: FormField) =>
    [texts.kinds[field.kind], field.required && texts.mustMark, field.later && texts.laterMark, field.when && texts.whenMark]
      .filter(Boolean)
      .join(' · ');
  return (
    <>
      {fields.length === 0 && <p className={classes.quiet}>{texts.noFields}</p>}
      <Ordered
        items={fields}
        onChange={onChange}
        idOf={({ key }) => key}
        nameOf={({ label }) => label || texts.untitled}
        wordsOf={words}
        isWrong={({ key }) => problems.some(({ place }) => place === `field.${key}`)}
        open={open}
        onOpen={onOpen}
      >
        {(field, put) => (
          <FieldForm
            field={field}
            before={fields.slice(
              0,
              fields.findIndex(({ key }) => key === field.key),
            )}
            onChange={put}
            problems={problems.filter(({ place }) => place === `field.${field.key}`).map(({ message }) => message)}
          />
        )}
      </Ordered>
      <AddField
        fields={fields}
        onAdd={(field) => {
          onChange([...fields, field]);
          onOpen(field.key);
        }}
      />
    </>
  );
}

const QUESTIONS: readonly FieldKind[] = ['text', 'long_text', 'select', 'checkbox', 'consent', 'file', 'hidden'];

function AddField({ fields, onAdd }: { fields: readonly FormField[]; onAdd: (field: FormField) => void }) {
  const texts = useTexts().forms;
  const own = useRead(listOwnFields, { entity: 'contact' }, { topics: ['field'] }).data?.items.filter(isAskable) ?? [];
  const keys = fields.map(({ key }) => key);
  const asked = new Set(fields.map(({ target }) => target));
  const facts = TARGETS.filter((target) => !asked.has(target));
  const open = own.filter(({ key }) => !asked.has(`contact.custom.${key}`));
  return (
    <Menu position="bottom-start" shadow="md">
      <Menu.Target>
        <Button variant="default" w="fit-content" leftSection={<IconPlus size={16} />} disabled={fields.length >= MOST.fields}>
          {texts.addField}
        </Button>
      </Menu.Target>
      <Menu.Dropdown mah={380} style={{ overflowY: 'auto' }}>
        {facts.length > 0 && <Menu.Label>{texts.fact}</Menu.Label>}
        {facts.map((target) => (
          <Menu.Item key={target} onClick={() => onAdd(factField(target, texts.targets[target] ?? target, keys))}>
            {texts.targets[target]}
          </Menu.Item>
        ))}
        {open.length > 0 && <Menu.Label>{texts.own}</Menu.Label>}
        {open.map((row) => (
          <Menu.Item key={row.key} onClick={() => onAdd(ownField(row, keys))}>
            {row.label}
          </Menu.Item>
        ))}
        <Menu.Label>{texts.question}</Menu.Label>
        {QUESTIONS.map((kind) => (
          <Menu.Item key={kind} onClick={() => onAdd(newField({ kind, label: texts.kinds[kind] }, keys))}>
            {texts.kinds[kind]}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
