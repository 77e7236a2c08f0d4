import { Button, TextInput } from '@mantine/core';
import { useRef, useState } from 'react';
import { validateConversion } from '#modules/leads/contract/conversions.ts';
import { NO_LEAD_CLASSES } from '#modules/leads/schema.ts';
import type { InputOf } from '#platform/shared/contract.ts';
import { useWrite } from '../../data.ts';
import { useTexts } from '../../texts/texts.ts';
import { Keys } from '../../ui/marks.tsx';
import { useToast } from '../../ui/toast.tsx';
import type { Conversion } from './ConversionCard.tsx';
import classes from './leads.module.css';
import { type Reason, useReasons } from './ReasonFields.tsx';

export type NoLeadClass = (typeof NO_LEAD_CLASSES)[number];
/** The keys of the first level; the second is numbered. */
export const CLASS_KEYS: Readonly<Record<NoLeadClass, string>> = { not_a_lead: 'n', bad_data: 'b', not_fit: 'f', already_ours: 'o' };

type Said = Pick<InputOf<typeof validateConversion>, 'validation' | 'reasonId' | 'note'>;
type Judged = Pick<Conversion, 'id' | 'validation' | 'reason' | 'note'>;

/** Notes what a conversion is and says so, with the way back. `takeBack` undoes the last one. */
export function useValidation() {
  const texts = useTexts().leads.conversions;
  const toast = useToast();
  const write = useWrite(validateConversion, { invalidates: ['conversion', 'lead', 'campaign'] });
  const last = useRef<(() => Promise<void>) | null>(null);
  const send = async (id: string, said: Said, seen: Conversion['validation']) => {
    try {
      await write.mutateAsync({ id, seen, ...said });
      return true;
    } catch (problem) {
      toast.problem(problem);
      return false;
    }
  };
  const say = async ({ id, validation, reason, note }: Judged, said: Said) => {
    if (!(await send(id, said, validation))) return;
    const undo = async () => {
      last.current = null;
      const before = { validation, ...(reason ? { reasonId: reason.id } : {}), ...(note ? { note } : {}) };
      if (await send(id, before, said.validation)) toast.done(texts.takenBack);
    };
    last.current = undo;
    toast.done(texts.noted(texts.validations[said.validation]), { undo });
  };
  return { say, takeBack: () => void last.current?.() };
}

export interface ValidateButtonsProps {
  conversion: Conversion;
  /** Whose it is, for screen readers. */
  name: string;
  say: (conversion: Judged, said: Said) => Promise<void>;
  /** The class whose reasons are offered; held by the inbox, where keys choose it. */
  chosen: NoLeadClass | null;
  onChoose: (chosen: NoLeadClass | null) => void;
  /** Shows the keys. */
  keys?: boolean;
}

/** The first level; then, for what is no lead, the reasons of its class. */
export function ValidateButtons({ conversion, name, say, chosen, onChoose, keys }: ValidateButtonsProps) {
  const texts = useTexts().leads.conversions;
  return (
    <div className={classes.verdict}>
      <fieldset className={classes.buttons} aria-label={`${texts.what} ${name}`}>
        <Button
          size="compact-sm"
          variant="default"
          onClick={() => void say(conversion, { validation: 'sales_lead' })}
          aria-label={`${texts.isLead}: ${name}`}
          leftSection={keys && <Keys of="y" />}
        >
          {texts.isLead}
        </Button>
        {NO_LEAD_CLASSES.map((one) => (
          <Button
            key={one}
            size="compact-sm"
            variant={chosen === one ? 'filled' : 'default'}
            aria-expanded={chosen === one}
            aria-label={`${texts.validations[one]}: ${name}`}
            onClick={() => onChoose(chosen === one ? null : one)}
            leftSection={keys && <Keys of={CLASS_KEYS[one]} />}
          >
            {texts.validations[one]}
          </Button>
        ))}
      </fieldset>
      {chosen && (
        <Reasons key={chosen} of={chosen} keys={keys ?? false} onSay={(said) => void say(conversion, said).then(() => onChoose(null))} />
      )}
    </div>
  );
}

function Reasons({ of, keys, onSay }: { of: NoLeadClass; keys: boolean; onSay: (said: Said) => void }) {
  const texts = useTexts().leads.conversions;
  const reasons = useReasons([of]) ?? [];
  const [asking, setAsking] = useState<Reason | null>(null);
  const [note, setNote] = useState('');
  if (asking)
    return (
      <form
        className={classes.buttons}
        onSubmit={(event) => {
          event.preventDefault();
          onSay({ validation: of, reasonId: asking.id, note });
        }}
      >
        <TextInput
          data-autofocus
          autoFocus
          size="xs"
          label={`${asking.label}: ${texts.note}`}
          value={note}
          onChange={(event) => setNote(event.currentTarget.value)}
        />
        <Button type="submit" size="compact-sm" variant="default" style={{ alignSelf: 'end' }}>
          {texts.noteSave}
        </Button>
      </form>
    );
  return (
    <fieldset className={classes.buttons} aria-label={texts.why}>
      {reasons.map((reason, place) => (
        <Button
          key={reason.id}
          size="compact-sm"
          variant="default"
          data-reason-key={place < 9 ? place + 1 : undefined}
          onClick={() => (reason.needsNote ? setAsking(reason) : onSay({ validation: of, reasonId: reason.id }))}
          leftSection={keys && place < 9 && <Keys of={String(place + 1)} />}
        >
          {reason.label}
        </Button>
      ))}
    </fieldset>
  );
}
