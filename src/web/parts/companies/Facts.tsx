import { Button } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { governedName } from '#platform/shared/fieldrights.ts';
import { useSession } from '../../session.ts';
import { useTexts } from '../../texts/texts.ts';
import { InlineEdit, type InlineEditProps } from '../../ui/InlineEdit.tsx';
import classes from './record.module.css';

/** One fact of a record: how it is shown, and how what is typed becomes its value. */
export interface Fact extends Pick<InlineEditProps, 'options' | 'type'> {
  /** On the wire, such as `jobTitle`; also the name that field rights govern. */
  name: string;
  label: string;
  /** As text in the field; undefined: this person may not see it. */
  text: string | undefined;
  show?: ReactNode;
  /** What is sent; the text, or null where it is empty, where absent. */
  toWire?: (text: string) => unknown;
  /** Derived, or changed elsewhere. */
  fixed?: boolean;
  /** After its label: where more about it is. */
  beside?: ReactNode;
  /** Stands there while it is empty, too. */
  always?: boolean;
}

export interface FactsProps {
  entity: string;
  title: string;
  facts: readonly Fact[];
  writable: boolean;
  /** Gets the wire values of the one fact that changed. Rejects with ApiProblem. */
  onSave: (values: Record<string, unknown>) => Promise<unknown>;
  /** Rows that need more than a field. */
  children?: ReactNode;
}

/** Facts of a record, each changed in place. What this person may not see is not there; what they may not change cannot be pressed. */
export function Facts({ entity, title, facts, writable, onSave, children }: FactsProps) {
  const { readOnly } = useSession();
  const texts = useTexts().record;
  const [all, setAll] = useState(false);
  const visible = facts.filter((fact) => fact.text !== undefined);
  if (visible.length === 0 && !children) return null;
  const seen = visible.filter((fact) => all || fact.always || fact.text !== '');
  const hidden = writable ? visible.length - seen.length : 0;
  return (
    <section>
      <h2 className={classes.heading}>{title}</h2>
      <dl className={classes.facts}>
        {children}
        {seen.map((fact) => (
          <FactRow key={fact.name} label={fact.label} action={fact.beside}>
            <InlineEdit
              label={fact.label}
              value={fact.text ?? ''}
              {...(fact.show === undefined ? {} : { show: fact.show })}
              {...(fact.options ? { options: fact.options } : {})}
              {...(fact.type ? { type: fact.type } : {})}
              readOnly={!writable || fact.fixed === true || readOnly.includes(`${entity}.${governedName(fact.name)}`)}
              onSave={(text) => onSave({ [fact.name]: fact.toWire ? fact.toWire(text) : text.trim() || null })}
            />
          </FactRow>
        ))}
      </dl>
      {hidden > 0 && (
        <Button variant="subtle" size="compact-xs" color="gray" onClick={() => setAll(true)}>
          {texts.emptyFacts(String(hidden))}
        </Button>
      )}
    </section>
  );
}

export function FactRow({ label, action, children }: { label: string; action?: ReactNode; children: ReactNode }) {
  return (
    <>
      <dt>
        {label} {action}
      </dt>
      <dd>{children}</dd>
    </>
  );
}

/** `a, b ,` becomes `['a', 'b']`. */
export function listOf(text: string): string[] {
  return [...new Set(text.split(',').map((one) => one.trim()))].filter(Boolean);
}

/** A fact that the program works out itself until somebody sets it; choosing nothing gives it back. */
export function understoodFact(
  name: string,
  of: {
    label: string;
    value: string | null | undefined;
    stated: readonly string[] | undefined;
    choices: readonly { value: string; label: string }[];
    texts: { automatic: (value: string) => string; byHand: string };
  },
): Fact {
  const { label, value, choices, texts } = of;
  const byHand = of.stated?.includes(name) ?? false;
  const shown = choices.find((choice) => choice.value === value)?.label ?? value ?? '';
  return {
    name,
    label,
    text: value === undefined ? undefined : byHand ? (value ?? '') : '',
    ...(shown ? { show: byHand ? `${shown} (${texts.byHand})` : shown, always: true } : {}),
    options: [{ value: '', label: texts.automatic(byHand ? '' : shown) }, ...choices],
  };
}
