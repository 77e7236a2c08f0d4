import { NativeSelect, TextInput } from '@mantine/core';
import { listMailPurposes } from '#modules/consents/contract.ts';
import { AUDIENCES, INTENT_KINDS, type IntentKind, SENDERS, type Sender } from '#modules/gate/schema.ts';
import { listOffers } from '#modules/offers/contract/offers.ts';
import { useRead } from '../../data.ts';
import { useTexts } from '../../texts/texts.ts';
import classes from './gate.module.css';

export interface IntentState {
  side: Sender;
  kind: IntentKind;
  audience: (typeof AUDIENCES)[number];
  topics: string;
  purpose: string;
  /** The offer that is told of; empty: none. */
  offer: string;
  /** A day; empty: now. */
  day: string;
}

interface IntentFormProps {
  state: IntentState;
  onChange: (change: Partial<IntentState>) => void;
  /** The first day that can be chosen. */
  today: string;
}

/** What somebody wants to send. */
export function IntentForm({ state, onChange, today }: IntentFormProps) {
  const { gate: texts, ui } = useTexts();
  const purposes = useRead(listMailPurposes, {}, { topics: ['consent'] });
  const offers = useRead(listOffers, {}, { topics: ['offer'] });
  const inUse = purposes.data?.items.filter(({ retiredAt }) => retiredAt === null) ?? [];
  return (
    <section className={classes.section} aria-label={texts.what}>
      <h2 className={classes.heading}>{texts.what}</h2>
      <div className={classes.fields}>
        <NativeSelect
          label={texts.side}
          data={SENDERS.map((value) => ({ value, label: ui.sides[value] }))}
          value={state.side}
          onChange={(event) => onChange({ side: event.currentTarget.value as Sender })}
        />
        <NativeSelect
          label={texts.kind}
          data={INTENT_KINDS.map((value) => ({ value, label: texts.kinds[value] }))}
          value={state.kind}
          onChange={(event) => onChange({ kind: event.currentTarget.value as IntentKind })}
        />
        <NativeSelect
          label={texts.audience}
          data={AUDIENCES.map((value) => ({ value, label: texts.audiences[value] }))}
          value={state.audience}
          onChange={(event) => onChange({ audience: event.currentTarget.value as IntentState['audience'] })}
        />
        <NativeSelect
          label={texts.purpose}
          description={texts.purposeHelp}
          inputWrapperOrder={['label', 'input', 'description']}
          data={[{ value: '', label: texts.noPurpose }, ...inUse.map(({ id, name }) => ({ value: id, label: name }))]}
          value={state.purpose}
          onChange={(event) => onChange({ purpose: event.currentTarget.value })}
        />
        <NativeSelect
          label={texts.offer}
          data={[{ value: '', label: texts.noOffer }, ...(offers.data?.items ?? []).map(({ id, name }) => ({ value: id, label: name }))]}
          value={state.offer}
          onChange={(event) => onChange({ offer: event.currentTarget.value })}
        />
        <TextInput
          label={texts.topics}
          description={texts.topicsHelp}
          inputWrapperOrder={['label', 'input', 'description']}
          maxLength={300}
          defaultValue={state.topics}
          onBlur={(event) => onChange({ topics: event.currentTarget.value })}
        />
        <TextInput
          label={texts.day}
          type="date"
          min={today}
          value={state.day || today}
          onChange={(event) => onChange({ day: event.currentTarget.value })}
        />
      </div>
    </section>
  );
}
