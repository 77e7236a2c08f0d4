import { Button, NativeSelect } from '@mantine/core';
import { useState } from 'react';
import { EVERYTHING } from '#modules/criteria/schema.ts';
import { listViews } from '#modules/lists/contract/views.ts';
import { useRead } from '../../data.ts';
import { FilterPanel, FilterSentence } from '../../screens/lists/FilterPanel.tsx';
import { useTexts } from '../../texts/texts.ts';
import { countConditions } from '../criteria/draft.ts';
import classes from '../gate/gate.module.css';
import type { PlanPart } from './SendPlan.tsx';

/** A saved list of contacts, or conditions. How many these are is said by the check below, as soon as it is known for whom. */
export function PlanAudience({ send, onChange }: PlanPart) {
  const { plan: texts } = useTexts().sends;
  const [filtering, setFiltering] = useState(false);
  const views = useRead(listViews, { entity: 'contact' }, { topics: ['view'] });
  const saved = (views.data?.items ?? []).map(({ id, name }) => ({ value: id, label: name }));
  if (send.view && !saved.some(({ value }) => value === send.view?.id)) saved.unshift({ value: send.view.id, label: send.view.name });
  const choose = (viewId: string) => onChange(viewId === '' ? { criteria: EVERYTHING } : { viewId });
  return (
    <>
      <div className={classes.line}>
        <NativeSelect
          aria-label={texts.list}
          data={[{ value: '', label: texts.conditions }, ...saved]}
          value={send.viewId ?? ''}
          onChange={(event) => choose(event.currentTarget.value)}
        />
        {send.viewId === null && (
          <Button variant="default" onClick={() => setFiltering(true)}>
            {texts.narrow}
          </Button>
        )}
      </div>
      {send.viewId === null && send.criteria === null && <p className={classes.quiet}>{texts.everybody}</p>}
      {send.criteria && countConditions(send.criteria) === 0 && <p className={classes.quiet}>{texts.allContacts}</p>}
      {send.criteria && <FilterSentence entity="contact" criteria={send.criteria} onClear={() => onChange({ criteria: EVERYTHING })} />}
      <FilterPanel
        entity="contact"
        criteria={send.criteria ?? EVERYTHING}
        onChange={(criteria) => onChange({ criteria })}
        opened={filtering}
        onClose={() => setFiltering(false)}
        problem={null}
      />
    </>
  );
}
