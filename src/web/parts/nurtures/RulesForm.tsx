import { Button, Checkbox, Fieldset, NativeSelect, NumberInput } from '@mantine/core';
import { useState } from 'react';
import { EXIT_EVENTS, HOLDING, type TrackSettings } from '#modules/nurtures/schema.ts';
import { useTexts } from '../../texts/texts.ts';
import { useToast } from '../../ui/toast.tsx';
import { CriteriaEditor } from '../criteria/CriteriaEditor.tsx';
import { readyPart } from '../criteria/draft.ts';
import { useFields } from '../criteria/fields.ts';
import { CriteriaWords } from '../scoring/CriteriaWords.tsx';
import classes from './nurtures.module.css';
import { TrackHoldOutSize } from './TrackHoldOutSize.tsx';
import type { Draft, Track } from './use-draft.ts';

const AGAIN = ['once', 'after', 'always'] as const;

function againOf(mode: string): TrackSettings['again'] {
  if (mode === 'after') return { mode, days: 90 };
  return { mode: mode === 'always' ? 'always' : 'once' };
}

/** Who comes in, whether again, and what takes people off: part of the draft. */
export function RulesForm({ track, draft, writable }: { track: Track; draft: Draft; writable: boolean }) {
  const { rules: texts } = useTexts().nurtures;
  const toast = useToast();
  const { fields } = useFields('contact');
  const saved = draft.content.settings;
  const [settings, setSettings] = useState(saved);
  const set = (part: Partial<TrackSettings>) => setSettings((before) => ({ ...before, ...part }));
  const save = () => {
    draft.change({ ...draft.content, settings: { ...settings, entry: readyPart(settings.entry, fields) } });
    toast.done(texts.saved);
  };
  return (
    <section className={classes.form} aria-label={texts.title}>
      <h2 className={classes.heading}>{texts.title}</h2>
      <Fieldset legend={texts.entry} disabled={!writable}>
        <p className={classes.quiet}>{texts.entryHelp}</p>
        {writable ? (
          <CriteriaEditor entity="contact" value={settings.entry} onChange={(entry) => set({ entry })} />
        ) : (
          <CriteriaWords entity="contact" criteria={saved.entry} />
        )}
      </Fieldset>
      <NativeSelect
        label={texts.again}
        disabled={!writable}
        data={AGAIN.map((value) => ({ value, label: texts.agains[value] }))}
        value={settings.again.mode}
        onChange={(event) => set({ again: againOf(event.currentTarget.value) })}
      />
      {settings.again.mode === 'after' && (
        <NumberInput
          label={texts.againDays}
          disabled={!writable}
          min={1}
          max={3_650}
          value={settings.again.days}
          onChange={(days) => set({ again: { mode: 'after', days: Number(days) || 1 } })}
        />
      )}
      <NumberInput
        label={texts.coolDown}
        disabled={!writable}
        min={0}
        max={365}
        value={settings.coolDownDays}
        onChange={(days) => set({ coolDownDays: Number(days) || 0 })}
      />
      <Checkbox
        label={texts.oneOfKind}
        disabled={!writable}
        checked={settings.oneOfKind}
        onChange={(event) => set({ oneOfKind: event.currentTarget.checked })}
      />
      {HOLDING.includes(track.kind) && (
        <>
          <NumberInput
            label={texts.holdOut}
            description={texts.holdOutHelp}
            disabled={!writable}
            min={0}
            max={50}
            decimalScale={1}
            suffix=" %"
            value={settings.holdOut ?? 0}
            onChange={(share) => set({ holdOut: Math.round(10 * (Number(share) || 0)) / 10 })}
          />
          {settings.holdOut > 0 && settings.holdOut <= 50 && <TrackHoldOutSize trackId={track.id} share={settings.holdOut} />}
        </>
      )}
      <Exits settings={settings} writable={writable} onChange={(exits) => set({ exits })} />
      {writable && (
        <Button w="fit-content" onClick={save}>
          {texts.save}
        </Button>
      )}
    </section>
  );
}

interface ExitsProps {
  settings: TrackSettings;
  writable: boolean;
  onChange: (exits: TrackSettings['exits']) => void;
}

function Exits({ settings, writable, onChange }: ExitsProps) {
  const { rules: texts, exits } = useTexts().nurtures;
  return (
    <Checkbox.Group
      label={texts.exits}
      description={texts.exitsHelp}
      value={settings.exits}
      onChange={(values) => onChange(EXIT_EVENTS.filter((one) => values.includes(one)))}
    >
      <div className={classes.list} style={{ marginTop: 8 }}>
        {EXIT_EVENTS.map((value) => (
          <Checkbox key={value} value={value} label={exits[value]} disabled={!writable} />
        ))}
      </div>
    </Checkbox.Group>
  );
}
