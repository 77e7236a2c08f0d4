import { Button, NativeSelect } from '@mantine/core';
import { useState } from 'react';
import { type Criteria, EVERYTHING } from '#modules/criteria/schema.ts';
import { SOURCE_CHANNELS, SOURCE_TEAMS } from '#modules/leads/schema.ts';
import type { getWaterfall } from '#modules/lifecycle/contract.ts';
import type { InputOf } from '#platform/shared/contract.ts';
import { countConditions } from '../../parts/criteria/draft.ts';
import { channelName } from '../../parts/leads/channel.ts';
import classes from '../../parts/lifecycle/lifecycle.module.css';
import { RecordSelect } from '../../parts/lists/RecordSelect.tsx';
import { daysOf, PeriodChoice, periodNamed } from '../../parts/reports/PeriodChoice.tsx';
import { PersonSelect } from '../../parts/team/PersonSelect.tsx';
import { useTexts } from '../../texts/texts.ts';
import { FilterPanel } from '../lists/FilterPanel.tsx';

export const FILTER_DEFAULTS = {
  period: 'year',
  sourceTeam: '',
  channel: 'any',
  fit: '',
  label: '',
  owner: '',
  campaign: '',
  campaignName: '',
  criteria: EVERYTHING as Criteria,
};
export type FilterState = typeof FILTER_DEFAULTS;
export type LeadInput = InputOf<typeof getWaterfall>;

const LABELS = ['A', 'B', 'C', 'D'].flatMap((fit) => [1, 2, 3, 4].map((engagement) => `${fit}${engagement}`));

/** What the screen's address says, as the reports take it. */
export function inputOf(state: FilterState): LeadInput {
  const { sourceTeam, channel, fit, label, owner, campaign, criteria } = state;
  return {
    ...daysOf(periodNamed(state.period, 'year'), 'year'),
    ...(sourceTeam ? { sourceTeam: sourceTeam as NonNullable<LeadInput['sourceTeam']> } : {}),
    ...(channel === 'any' ? {} : { channel }),
    ...(fit ? { fit: fit as NonNullable<LeadInput['fit']> } : {}),
    ...(label ? { label } : {}),
    ...(owner ? { ownerId: owner } : {}),
    ...(campaign ? { campaign } : {}),
    ...(countConditions(criteria) > 0 ? { criteria } : {}),
  };
}

/** One waterfall that filters, never several. */
export function LeadFilterBar({ state, onChange }: { state: FilterState; onChange: (next: Partial<FilterState>) => void }) {
  const { lifecycle } = useTexts();
  const texts = lifecycle.filters;
  const [conditions, setConditions] = useState(false);
  const count = countConditions(state.criteria);
  const any = { value: '', label: texts.any };
  const pick = (name: 'sourceTeam' | 'fit' | 'label', data: { value: string; label: string }[]) => (
    <NativeSelect
      label={texts[name]}
      value={state[name]}
      onChange={(event) => onChange({ [name]: event.currentTarget.value })}
      data={[any, ...data]}
    />
  );
  return (
    <fieldset className={classes.filters} aria-label={texts.title} style={{ border: 0, padding: 0 }}>
      <PeriodChoice value={periodNamed(state.period, 'year')} onChange={(period) => onChange({ period })} />
      {pick(
        'sourceTeam',
        SOURCE_TEAMS.map((value) => ({ value, label: lifecycle.teams[value] })),
      )}
      <NativeSelect
        label={texts.channel}
        value={state.channel}
        onChange={(event) => onChange({ channel: event.currentTarget.value })}
        data={[
          { value: 'any', label: texts.any },
          { value: '', label: lifecycle.unknownGroup },
          ...[...new Set([...SOURCE_CHANNELS, ...(state.channel && state.channel !== 'any' ? [state.channel] : [])])].map((value) => ({
            value,
            label: channelName(value),
          })),
        ]}
      />
      {pick(
        'fit',
        ['A', 'B', 'C', 'D'].map((value) => ({ value, label: value })),
      )}
      {pick(
        'label',
        LABELS.map((value) => ({ value, label: value })),
      )}
      <PersonSelect label={texts.owner} clearable value={state.owner || null} onChange={(owner) => onChange({ owner: owner ?? '' })} />
      <RecordSelect
        entity="campaign"
        label={texts.campaign}
        clearable
        value={state.campaign ? { id: state.campaign, name: state.campaignName } : null}
        onChange={(record) => onChange({ campaign: record?.id ?? '', campaignName: record?.name ?? '' })}
      />
      <Button variant="default" onClick={() => setConditions(true)}>
        {count > 0 ? `${texts.criteria} (${count})` : texts.criteria}
      </Button>
      <FilterPanel
        entity="lead"
        criteria={state.criteria}
        onChange={(criteria) => onChange({ criteria })}
        opened={conditions}
        onClose={() => setConditions(false)}
        problem={null}
      />
    </fieldset>
  );
}
