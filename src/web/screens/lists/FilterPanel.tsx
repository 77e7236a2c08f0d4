import { Button, Drawer, Group } from '@mantine/core';
import { useState } from 'react';
import { type Criteria, type Entity, EVERYTHING } from '#modules/criteria/schema.ts';
import { ApiProblem } from '../../api.ts';
import { useFormat } from '../../format.ts';
import { CriteriaEditor } from '../../parts/criteria/CriteriaEditor.tsx';
import { countConditions, readyPart } from '../../parts/criteria/draft.ts';
import { useFields } from '../../parts/criteria/fields.ts';
import { namedRecords, useNames } from '../../parts/criteria/names.ts';
import { sentenceOf } from '../../parts/criteria/sentence.ts';
import { useTexts } from '../../texts/texts.ts';
import classes from './lists.module.css';

export interface FilterPanelProps {
  entity: Entity;
  criteria: Criteria;
  onChange: (criteria: Criteria) => void;
  opened: boolean;
  onClose: () => void;
  problem: unknown;
}

/** The conditions of a list, applied while they are written: the list behind shows what they find. */
export function FilterPanel({ entity, criteria, onChange, opened, onClose, problem }: FilterPanelProps) {
  const { lists: texts, ui } = useTexts();
  return (
    <Drawer
      opened={opened}
      onClose={onClose}
      title={texts.filterTitle}
      position="right"
      size="lg"
      closeButtonProps={{ 'aria-label': ui.common.close }}
    >
      {opened && <Draft entity={entity} criteria={criteria} onChange={onChange} onClose={onClose} problem={problem} />}
    </Drawer>
  );
}

/** What is being written lives here until the panel closes; whole conditions go to the list at once. */
function Draft({ entity, criteria, onChange, onClose, problem }: Omit<FilterPanelProps, 'opened'>) {
  const { lists: texts } = useTexts();
  const { fields } = useFields(entity);
  const [draft, setDraft] = useState<Criteria>(criteria);
  const write = (next: Criteria) => {
    setDraft(next);
    const ready = readyPart(next, fields);
    if (JSON.stringify(ready) !== JSON.stringify(readyPart(criteria, fields))) onChange(ready);
  };
  return (
    <>
      <CriteriaEditor entity={entity} value={draft} onChange={write} errors={problem instanceof ApiProblem ? problem.errors : []} />
      <Group mt="lg" gap="sm">
        <Button onClick={onClose}>{texts.done}</Button>
        <Button variant="default" disabled={countConditions(draft) === 0} onClick={() => write(EVERYTHING)}>
          {texts.clear}
        </Button>
      </Group>
    </>
  );
}

/** The conditions as a sentence below the tools, with the way to take them off. */
export function FilterSentence({ entity, criteria, onClear }: { entity: Entity; criteria: Criteria; onClear: () => void }) {
  const texts = useTexts();
  const format = useFormat();
  const { fields, here } = useFields(entity);
  const nameOf = useNames(namedRecords(criteria, fields));
  if (!here || countConditions(criteria) === 0) return null;
  return (
    <div className={classes.sentence}>
      <span>
        {texts.lists.filtered} {sentenceOf(criteria, { entity, fields, texts: texts.criteria, format, nameOf })}
      </span>
      <Button variant="subtle" size="compact-xs" onClick={onClear}>
        {texts.lists.clear}
      </Button>
    </div>
  );
}
