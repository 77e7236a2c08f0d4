import { ActionIcon, Button, NativeSelect } from '@mantine/core';
import { IconPlus, IconX } from '@tabler/icons-react';
import { useRef } from 'react';
import { type Criteria, type Entity, type Group, isGroup, isHistory, MOST, type Node } from '#modules/criteria/schema.ts';
import { useTexts } from '../../texts/texts.ts';
import { ConditionLine } from './ConditionLine.tsx';
import classes from './criteria.module.css';
import { appended, isFull, newCondition, newHistory, replaced } from './draft.ts';
import { useFields } from './fields.ts';
import { HistoryLine } from './HistoryLine.tsx';

export interface CriteriaEditorProps {
  entity: Entity;
  /** May hold conditions that are still being written; `readyPart` gives those that can be asked. */
  value: Criteria;
  onChange: (criteria: Criteria) => void;
  /** What the server said about nodes, by path: `criteria.of[0].value`. */
  errors?: readonly { field: string; message: string }[];
  /** Fields that may be asked for, and then nothing of what happened; absent: all. */
  only?: (field: string) => boolean;
  /** What paths in `errors` begin with. */
  path?: string;
}

/** Conditions as plain sentences, groups in groups; every part is an ordinary control, so the keyboard does it all. */
export function CriteriaEditor({ entity, value, onChange, only, errors = [], path = 'criteria' }: CriteriaEditorProps) {
  const { criteria: texts } = useTexts();
  const known = useFields(entity);
  const frame = useRef<HTMLElement>(null);
  const add = (at: readonly number[], node: Node | undefined) => {
    if (!node) return;
    onChange(appended(value, at, node));
    // The first control of what was just added.
    requestAnimationFrame(() =>
      frame.current?.querySelector<HTMLElement>(`[data-node="${newPath(value, at)}"] :is(input, select)`)?.focus(),
    );
  };
  const items = only ? known.items.filter(({ key }) => only(key)) : known.items;
  const first = items[0];

  const groupAt = (group: Group, at: readonly number[]) => (
    <>
      <NativeSelect
        aria-label={texts.matchHelp}
        value={group.match}
        onChange={(event) => {
          const match = (['all', 'any', 'none'] as const).find((one) => one === event.currentTarget.value) ?? 'all';
          onChange(at.length === 0 ? { ...value, match } : replaced(value, at, { ...group, match }));
        }}
        data={(['all', 'any', 'none'] as const).map((match) => ({ value: match, label: texts.match[match] }))}
        className={classes.match}
      />
      <ul className={classes.nodes}>{group.of.map((node, index) => nodeAt(node, [...at, index]))}</ul>
      <div className={classes.adds}>
        <Button
          variant="default"
          size="compact-sm"
          leftSection={<IconPlus size={14} />}
          disabled={!first || isFull(value)}
          onClick={() => add(at, first && newCondition(first))}
        >
          {texts.addCondition}
        </Button>
        {!only && (
          <Button variant="subtle" size="compact-sm" disabled={isFull(value)} onClick={() => add(at, newHistory())}>
            {texts.addHistory}
          </Button>
        )}
        {at.length < MOST.depth - 1 && (
          <Button
            variant="subtle"
            size="compact-sm"
            disabled={!first || isFull(value)}
            onClick={() => add(at, first && { match: 'any', of: [newCondition(first)] })}
          >
            {texts.addGroup}
          </Button>
        )}
      </div>
    </>
  );

  const nodeAt = (node: Node, at: readonly number[]) => {
    const change = (next: Node) => onChange(replaced(value, at, next));
    const name = (at.at(-1) ?? 0) + 1;
    const wrong = errors.filter((error) => error.field.startsWith(path + at.map((index) => `.of[${index}]`).join('')));
    return (
      <li
        key={at.join('.')}
        className={classes.node}
        data-group={isGroup(node) || undefined}
        data-node={at.join('.')}
        aria-label={isGroup(node) ? texts.group(name) : texts.condition(name)}
      >
        <div className={classes.line}>
          {isGroup(node) ? (
            groupAt(node, at)
          ) : isHistory(node) ? (
            <HistoryLine entity={entity} history={node} onChange={change} />
          ) : (
            <ConditionLine
              entity={entity}
              items={items}
              fields={known.fields}
              currency={known.currency}
              condition={node}
              onChange={change}
            />
          )}
          {!isGroup(node) && wrong.length > 0 && <div className={classes.wrong}>{wrong.map((error) => error.message).join(' ')}</div>}
        </div>
        <ActionIcon
          variant="subtle"
          aria-label={texts.removeCondition(name)}
          title={texts.remove}
          onClick={() => onChange(replaced(value, at, null))}
        >
          <IconX size={16} stroke={1.6} />
        </ActionIcon>
      </li>
    );
  };

  return (
    <section ref={frame} className={classes.editor} aria-label={texts.editor}>
      {groupAt(value, [])}
      {isFull(value) && <div className={classes.unfinished}>{texts.full}</div>}
    </section>
  );
}

/** Where a node that is appended to the group at `at` will stand. */
function newPath(group: Group, at: readonly number[]): string {
  const inner = at.reduce<Group>((one, index) => {
    const child = one.of[index];
    return child && isGroup(child) ? child : one;
  }, group);
  return [...at, inner.of.length].join('.');
}
