import { useState } from 'react';
import { checkContact } from '#modules/gate/contract/checks.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { useRead } from '../../data.ts';
import { useFormat } from '../../format.ts';
import { useSession } from '../../session.ts';
import { useTexts } from '../../texts/texts.ts';
import classes from './mailboxes.module.css';

export type Gate = OutputOf<typeof checkContact>;

/** What the gate says to one mail of the reader to this person, now. */
export function useGate({ contactId, isReply }: { contactId: string | null; isReply: boolean }): Gate | undefined {
  const { member } = useSession();
  // One moment for the form: asked anew with every keystroke it would be another question each time.
  const [plannedAt] = useState(() => new Date().toISOString());
  const side = member.department === 'marketing' ? 'marketing' : 'sales';
  const { data } = useRead(
    checkContact,
    { id: contactId ?? '', intent: { side, kind: 'personal', audience: 'everybody', topics: [], isReply, plannedAt } },
    { topics: ['gate', 'attention'], when: contactId !== null },
  );
  return data;
}

/** The gate's answer before it is sent: may it go, what is to be minded, what stands in the way. */
export function GateAnswer({ gate }: { gate: Gate | undefined }) {
  const { mailboxes, gate: words } = useTexts();
  const texts = mailboxes.write;
  const format = useFormat();
  if (!gate) return null;
  const said = {
    blocked: texts.blocked,
    held: texts.held,
    allowed: gate.reasons.length > 0 ? texts.warned : texts.allowed,
  }[gate.verdict];
  return (
    <div className={classes.gate} aria-live="polite">
      <strong>{texts.check}:</strong> {said}
      {gate.reasons.length > 0 && (
        <ul>
          {gate.reasons.map(({ code, until }) => (
            <li key={code}>
              {words.codes[code]}
              {until && ` · ${format.date(until)}`}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

/** Somebody may send it all the same, with a reason that is kept. */
export const mayOverride = (gate: Gate | undefined): boolean =>
  gate !== undefined &&
  gate.verdict !== 'allowed' &&
  gate.reasons.filter(({ grade }) => grade !== 'warn').every((reason) => reason.overridable);
