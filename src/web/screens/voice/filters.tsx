import { NativeSelect, TextInput } from '@mantine/core';
import { INSIGHT_KINDS, INSIGHT_TOPICS } from '#modules/activities/schema.ts';
import { DEAL_OUTCOMES } from '#modules/insights/schema.ts';
import { listProducts } from '#modules/orders/contract/products.ts';
import { useRead } from '../../data.ts';
import classes from '../../parts/insights/insights.module.css';
import type { VoiceAsked } from '../../parts/insights/VoiceRows.tsx';
import { daysOf, PeriodChoice, periodNamed } from '../../parts/reports/PeriodChoice.tsx';
import { useTexts } from '../../texts/texts.ts';

export const VOICE_DEFAULTS = { period: 'year', kind: '', about: '', fit: '', outcome: '', product: '', text: '' };
export type VoiceState = typeof VOICE_DEFAULTS;

/** What the screen's address says, as the readings take it. */
export function askedOf({ period, kind, about, fit, outcome, product, text }: VoiceState): VoiceAsked {
  const kinds = INSIGHT_KINDS.filter((one) => one === kind);
  const topic = INSIGHT_TOPICS.find((one) => one === about);
  const grade = (['A', 'B', 'C', 'D'] as const).find((one) => one === fit);
  const deals = DEAL_OUTCOMES.find((one) => one === outcome);
  return {
    ...daysOf(periodNamed(period, 'year'), 'year'),
    ...(kinds.length > 0 ? { kinds } : {}),
    ...(topic ? { about: topic } : {}),
    ...(grade ? { fit: grade } : {}),
    ...(deals ? { outcome: deals } : {}),
    ...(product ? { productId: product } : {}),
    ...(text.trim() ? { text: text.trim() } : {}),
  };
}

interface BarProps {
  state: VoiceState;
  /** Of the comparison of deals: period, topic and fit alone. */
  short: boolean;
  onChange: (next: Partial<VoiceState>) => void;
}

export function VoiceFilterBar({ state, short, onChange }: BarProps) {
  const { voice, activities } = useTexts();
  const texts = voice.filters;
  const products = useRead(listProducts, { limit: 100 }, { topics: ['product'], when: !short }).data?.items ?? [];
  const pick = (name: keyof VoiceState, label: string, data: { value: string; label: string }[]) => (
    <NativeSelect label={label} value={state[name]} data={data} onChange={(event) => onChange({ [name]: event.currentTarget.value })} />
  );
  return (
    <fieldset className={classes.filters} aria-label={texts.label}>
      <PeriodChoice value={periodNamed(state.period, 'year')} onChange={(period) => onChange({ period })} />
      {!short &&
        pick('kind', texts.kind, [
          { value: '', label: texts.anyKind },
          ...INSIGHT_KINDS.map((value) => ({ value, label: activities.insights[value] })),
        ])}
      {pick('about', texts.about, [
        { value: '', label: texts.anyAbout },
        ...INSIGHT_TOPICS.map((value) => ({ value, label: activities.topics[value] })),
      ])}
      {pick('fit', texts.fit, [{ value: '', label: texts.anyFit }, ...['A', 'B', 'C', 'D'].map((value) => ({ value, label: value }))])}
      {!short &&
        pick('outcome', texts.outcome, [
          { value: '', label: texts.anyOutcome },
          ...DEAL_OUTCOMES.map((value) => ({ value, label: texts.outcomes[value] })),
        ])}
      {!short &&
        products.length > 0 &&
        pick('product', texts.product, [
          { value: '', label: texts.anyAbout },
          ...products.map(({ id, name }) => ({ value: id, label: name })),
        ])}
      {!short && (
        <TextInput
          label={texts.text}
          data-search
          value={state.text}
          maxLength={100}
          onChange={(event) => onChange({ text: event.currentTarget.value })}
        />
      )}
    </fieldset>
  );
}
