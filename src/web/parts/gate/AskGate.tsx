import { Button, Drawer, NativeSelect } from '@mantine/core';
import { useState } from 'react';
import { listMailPurposes } from '#modules/consents/contract.ts';
import { getContact } from '#modules/contacts/contract.ts';
import { checkContact } from '#modules/gate/contract/checks.ts';
import { listOverrides } from '#modules/gate/contract/overrides.ts';
import { GENERIC_KINDS, INTENT_KINDS, type Intent, type IntentKind, SENDERS, type Sender } from '#modules/gate/schema.ts';
import { useRead } from '../../data.ts';
import { useFormat } from '../../format.ts';
import { useNow } from '../../now.ts';
import { useCan, useSession } from '../../session.ts';
import { useTexts } from '../../texts/texts.ts';
import { Mark } from '../../ui/marks.tsx';
import { ProblemNotice } from '../../ui/ProblemNotice.tsx';
import { Panel } from '../companies/RecordLayout.tsx';
import classes from './gate.module.css';
import { CHECK_TOPICS, GRADE_MARKS } from './grades.ts';
import { OverrideForm, overridableOf } from './OverrideForm.tsx';
import { OverrideLine } from './OverrideLine.tsx';

const HOUR_MS = 3_600_000;

/** What the gate was told to let go for a person, and the way to ask it. */
export function OverridesPanel({ contactId }: { contactId: string }) {
  const { overrides: texts } = useTexts().gate;
  const format = useFormat();
  const [asking, setAsking] = useState(false);
  const { data } = useRead(listOverrides, { contactId, limit: 20 }, { topics: ['gate', `contact:${contactId}`] });
  const person = useRead(getContact, { id: contactId }, { topics: [`contact:${contactId}`] });
  if (!data) return null;
  const contact = { id: contactId, name: person.data?.name || texts.somebody };
  const open = data.items.filter((one) => one.open);
  const past = data.items.filter((one) => !one.open);
  return (
    <Panel title={texts.panel}>
      {open.length === 0 && <p className={classes.quiet}>{texts.none}</p>}
      <ul className={classes.list}>
        {open.map((override) => (
          <OverrideLine key={override.id} override={override} />
        ))}
      </ul>
      {past.length > 0 && (
        <details>
          <summary className={classes.quiet}>{texts.history(format.number(past.length))}</summary>
          <ul className={classes.list}>
            {past.map((override) => (
              <OverrideLine key={override.id} override={override} />
            ))}
          </ul>
        </details>
      )}
      <Button size="compact-sm" variant="default" mt={6} w="fit-content" onClick={() => setAsking(true)}>
        {texts.ask}
      </Button>
      {asking && <AskGate contact={contact} onClose={() => setAsking(false)} />}
    </Panel>
  );
}

function AskGate({ contact, onClose }: { contact: { id: string; name: string }; onClose: () => void }) {
  const { gate, ui } = useTexts();
  const { overrides: texts } = gate;
  const { member } = useSession();
  const now = Math.ceil(useNow() / HOUR_MS) * HOUR_MS;
  const [side, setSide] = useState<Sender>(member.department === 'marketing' ? 'marketing' : 'sales');
  const [kind, setKind] = useState<IntentKind>('personal');
  const [purpose, setPurpose] = useState('');
  const purposes = useRead(listMailPurposes, {}, { topics: ['consent'] });
  const inUse = purposes.data?.items.filter(({ retiredAt }) => retiredAt === null) ?? [];
  const needsPurpose = side === 'marketing' && GENERIC_KINDS.includes(kind);
  const purposeId = needsPurpose ? purpose || inUse[0]?.id : undefined;
  const intent: Intent = {
    ...{ side, kind, audience: 'everybody', topics: [], isReply: false },
    plannedAt: new Date(now).toISOString(),
    ...(purposeId ? { purposeId } : {}),
  };
  return (
    <Drawer opened onClose={onClose} title={texts.askTitle(contact.name)} size={440} closeButtonProps={{ 'aria-label': ui.common.close }}>
      <div className={classes.section}>
        <NativeSelect
          label={gate.side}
          data={SENDERS.map((value) => ({ value, label: ui.sides[value] }))}
          value={side}
          onChange={(event) => setSide(event.currentTarget.value as Sender)}
        />
        <NativeSelect
          label={gate.kind}
          data={INTENT_KINDS.map((value) => ({ value, label: gate.kinds[value] }))}
          value={kind}
          onChange={(event) => setKind(event.currentTarget.value as IntentKind)}
        />
        {needsPurpose && (
          <NativeSelect
            label={gate.purpose}
            data={inUse.map(({ id, name }) => ({ value: id, label: name }))}
            value={purpose || (inUse[0]?.id ?? '')}
            onChange={(event) => setPurpose(event.currentTarget.value)}
          />
        )}
        <GateAnswer contact={contact} intent={intent} ready={!needsPurpose || purposeId !== undefined} />
      </div>
    </Drawer>
  );
}

function GateAnswer({ contact, intent, ready }: { contact: { id: string; name: string }; intent: Intent; ready: boolean }) {
  const { gate: texts } = useTexts();
  const format = useFormat();
  const mayOverride = useCan('gate:override');
  const [overriding, setOverriding] = useState(false);
  const { data, error } = useRead(checkContact, { id: contact.id, intent }, { topics: CHECK_TOPICS, keep: true, when: ready });
  if (error) return <ProblemNotice problem={error} />;
  if (!data) return null;
  const { tone, icon } = GRADE_MARKS[data.verdict];
  const end = data.verdict === 'held' ? (data.until ? texts.until(format.date(data.until)) : texts.untilActed) : null;
  return (
    <section className={classes.section} aria-live="polite" aria-label={texts.reasons}>
      <div>
        <Mark tone={tone} icon={icon}>
          {[texts.verdicts[data.verdict], end].filter(Boolean).join(' ')}
        </Mark>
      </div>
      {data.reasons.length === 0 && <p className={classes.quiet}>{texts.overrides.free}</p>}
      <ul className={classes.list}>
        {data.reasons.map(({ code, grade, until }) => (
          <li key={code} className={classes.item}>
            <span>{[texts.codes[code], until && texts.until(format.date(until))].filter(Boolean).join(' ')}</span>
            <span className={classes.quiet}>{[texts.grades[grade], texts.remedies[code]].filter(Boolean).join(' · ')}</span>
          </li>
        ))}
      </ul>
      {mayOverride && overridableOf(data.reasons).length > 0 && (
        <Button variant="default" w="fit-content" onClick={() => setOverriding(true)}>
          {texts.overrides.open}
        </Button>
      )}
      {overriding && <OverrideForm contact={contact} intent={intent} reasons={data.reasons} onClose={() => setOverriding(false)} />}
    </section>
  );
}
