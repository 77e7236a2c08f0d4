import { Button, Drawer, NativeSelect, SegmentedControl, TextInput } from '@mantine/core';
import { useState } from 'react';
import { listCalendars } from '#modules/agreements/contract/calendars.ts';
import { type ClauseInput, EVERYTHING, FAMILIES, isClocked, SHARE_MEASURES } from '#modules/agreements/schema.ts';
import { useRead } from '../../data.ts';
import { useTexts } from '../../texts/texts.ts';
import { CriteriaEditor } from '../criteria/CriteriaEditor.tsx';
import classes from './agreements.module.css';
import { ClauseReading } from './ClauseReading.tsx';
import { ClockTerms } from './ClockTerms.tsx';
import { newClause } from './clause-draft.ts';
import { MeasureTerms } from './MeasureTerms.tsx';

export interface ClauseFormProps {
  clause: ClauseInput;
  onChange: (clause: ClauseInput) => void;
  onClose: () => void;
  /** What the server said about this clause, below `clauses[n].`. */
  errors: Readonly<Record<string, string>>;
}

/** One promise, written; what it says and both readings of its hours stand below while it is written. */
export function ClauseForm({ clause, onChange, onClose, errors }: ClauseFormProps) {
  const { agreement, ui } = useTexts();
  const texts = agreement.write;
  const { data } = useRead(listCalendars, {}, { topics: ['calendar'] });
  const become = (value: string) => {
    const family = FAMILIES.find((one) => one === value) ?? 'in_time';
    const calendarId = isClocked(clause) ? clause.calendarId : (data?.items[0]?.id ?? '');
    const fresh = newClause(family, clause.party, calendarId);
    onChange({ ...fresh, title: clause.title, criteria: clause.criteria });
  };
  const overLeads = clause.family !== 'share' || SHARE_MEASURES[clause.measure].about === 'lead';
  return (
    <Drawer opened onClose={onClose} title={texts.clause} size={600} closeButtonProps={{ 'aria-label': ui.common.close }}>
      <div className={classes.side}>
        <TextInput
          label={texts.clauseTitle}
          required
          data-autofocus
          maxLength={120}
          value={clause.title}
          onChange={(event) => onChange({ ...clause, title: event.currentTarget.value })}
          error={errors.title}
        />
        <NativeSelect
          label={texts.family}
          description={clause.lineId ? texts.familyKept : undefined}
          value={clause.family}
          onChange={(event) => become(event.currentTarget.value)}
          data={FAMILIES.map((value) => ({ value, label: texts.families[value] }))}
        />
        {isClocked(clause) ? (
          <ClockTerms clause={clause} onChange={onChange} errors={errors} />
        ) : (
          <MeasureTerms clause={clause} onChange={onChange} errors={errors} />
        )}
        {overLeads && <Whom clause={clause} onChange={onChange} errors={errors} />}
        <ClauseReading clause={clause} />
        <Button onClick={onClose}>{texts.done}</Button>
      </div>
    </Drawer>
  );
}

function Whom({ clause, onChange, errors }: Omit<ClauseFormProps, 'onClose'>) {
  const { write: texts } = useTexts().agreement;
  const [some, setSome] = useState(clause.criteria.of.length > 0);
  const named = Object.entries(errors).flatMap(([field, message]) => (field.startsWith('criteria') ? [{ field, message }] : []));
  return (
    <div>
      <SegmentedControl
        aria-label={texts.forWhom}
        value={some ? 'some' : 'all'}
        onChange={(value) => {
          setSome(value === 'some');
          if (value === 'all') onChange({ ...clause, criteria: EVERYTHING });
        }}
        data={[
          { value: 'all', label: texts.everyone },
          { value: 'some', label: texts.only },
        ]}
      />
      {some && (
        <CriteriaEditor entity="lead" value={clause.criteria} onChange={(criteria) => onChange({ ...clause, criteria })} errors={named} />
      )}
    </div>
  );
}
