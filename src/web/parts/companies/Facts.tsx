import type { ReactNode } from 'react';
import { governedName } from '#platform/shared/fieldrights.ts';
import { useSession } from '../../session.ts';
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
  const seen = facts.filter((fact) => fact.text !== undefined);
  if (seen.length === 0 && !children) return null;
  return (
    <section>
      <h2 className={classes.heading}>{title}</h2>
      <dl className={classes.facts}>
        {children}
        {seen.map((fact) => (
          <FactRow key={fact.name} label={fact.label}>
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
    </section>
  );
}

export function FactRow({ label, children }: { label: string; children: ReactNode }) {
  return (
    <>
      <dt>{label}</dt>
      <dd>{children}</dd>
    </>
  );
}

/** `a, b ,` becomes `['a', 'b']`. */
export function listOf(text: string): string[] {
  return [...new Set(text.split(',').map((one) => one.trim()))].filter(Boolean);
}
