import { Button, Group } from '@mantine/core';
import { useState } from 'react';
import { getGateRules, signGateRules, tryGateRules, withdrawGateRules } from '#modules/gate/contract/rules.ts';
import type { GateRules } from '#modules/gate/schema.ts';
import { PARTIES } from '#modules/signatures/schema.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { useRead, useWrite } from '../../data.ts';
import { useFormat } from '../../format.ts';
import classes from '../../parts/gate/gate.module.css';
import { RulesForm } from '../../parts/gate/RulesForm.tsx';
import { RulesWords, useRuleLines } from '../../parts/gate/RulesWords.tsx';
import { useTexts } from '../../texts/texts.ts';
import { confirm } from '../../ui/confirm.tsx';
import { Side } from '../../ui/marks.tsx';
import { ProblemNotice } from '../../ui/ProblemNotice.tsx';
import { useToast } from '../../ui/toast.tsx';
import { SettingsPage } from '../settings/SettingsPage.tsx';

type Read = OutputOf<typeof getGateRules>;
type Version = NonNullable<Read['proposed']>;
const options = { invalidates: ['gate'] };

/** What the gate weighs and how firmly it says no: in force, proposed, signed by both sides. */
export function GateRulesScreen() {
  const { gate } = useTexts();
  const { rules: texts } = gate;
  const format = useFormat();
  const [writing, setWriting] = useState(false);
  const { data, error, refetch } = useRead(getGateRules, {}, { topics: ['gate'] });
  return (
    <SettingsPage title={texts.title} lead={texts.lead} narrow>
      {error && <ProblemNotice problem={error} onRetry={() => void refetch()} />}
      {data && (
        <>
          <p className={classes.words}>
            {data.inForce?.inForceFrom
              ? texts.since(format.number(data.inForce.number), format.date(data.inForce.inForceFrom))
              : texts.asComes}
          </p>
          <RulesWords rules={data.rules} />
          {data.proposed && <Proposal read={data} proposed={data.proposed} />}
          {data.mayWrite && !writing && (
            <Button variant={data.proposed ? 'default' : 'filled'} w="fit-content" mb={24} onClick={() => setWriting(true)}>
              {texts.edit}
            </Button>
          )}
          {writing && <RulesForm rules={data.proposed?.rules ?? data.rules} onClose={() => setWriting(false)} />}
          {data.history.length > 0 && <History versions={data.history} />}
        </>
      )}
    </SettingsPage>
  );
}

function Proposal({ read, proposed }: { read: Read; proposed: Version }) {
  const { rules: texts } = useTexts().gate;
  const { thresholds } = useTexts();
  const format = useFormat();
  const toast = useToast();
  const sign = useWrite(signGateRules, options);
  const withdraw = useWrite(withdrawGateRules, { ...options, onDone: () => toast.done(texts.withdrawn) });
  const { id, contentHash, signatures } = proposed;
  const { signsFor } = read;
  const unsigned = signsFor && !signatures.some(({ party }) => party === signsFor);
  const doSign = async () => {
    if (!(await confirm({ title: texts.signTitle, body: texts.signBody, action: texts.signAction }))) return;
    const { status } = await sign.mutateAsync({ id, contentHash });
    toast.done(status === 'in_force' ? texts.inForce : texts.signed);
  };
  return (
    <section className={classes.section} aria-label={texts.proposal}>
      <div className={classes.box}>
        <div>
          <strong>{texts.proposal}</strong>{' '}
          {[proposed.proposedBy && texts.proposedBy(proposed.proposedBy.name), format.date(proposed.proposedAt)]
            .filter(Boolean)
            .join(' · ')}
        </div>
        <Changes from={read.rules} to={proposed.rules} />
        <Effect rules={proposed.rules} />
        <div className={classes.line}>
          {PARTIES.map((party) => {
            const signature = signatures.find((one) => one.party === party);
            return (
              <span key={party}>
                <Side side={party} /> {signature ? thresholds.signedBy(signature.member.name) : thresholds.notSigned}
              </span>
            );
          })}
        </div>
        <Group gap="sm">
          {unsigned && signsFor && <Button onClick={() => void doSign().catch(toast.problem)}>{texts.sign[signsFor]}</Button>}
          {read.mayWrite && (
            <Button variant="default" onClick={() => withdraw.mutate({ id }, { onError: toast.problem })}>
              {texts.withdraw}
            </Button>
          )}
        </Group>
      </div>
    </section>
  );
}

function Changes({ from, to }: { from: GateRules; to: GateRules }) {
  const { rules: texts } = useTexts().gate;
  const before = useRuleLines(from);
  const after = useRuleLines(to);
  const changed = after.filter(({ value }, index) => value !== before[index]?.value);
  return (
    <div>
      <div className={classes.quiet}>{texts.changes}</div>
      {changed.length === 0 && <p className={classes.words}>{texts.noChange}</p>}
      <ul className={classes.list}>
        {changed.map(({ name, value }) => (
          <li key={name}>{texts.change(name, before.find((line) => line.name === name)?.value ?? '', value)}</li>
        ))}
      </ul>
    </div>
  );
}

/** Whom it would reach and whom not, before anybody signs. */
function Effect({ rules }: { rules: GateRules }) {
  const { gate } = useTexts();
  const { rules: texts } = gate;
  const format = useFormat();
  const { data, error } = useRead(tryGateRules, { rules }, { topics: ['gate'] });
  if (error) return <ProblemNotice problem={error} />;
  if (!data) return null;
  return (
    <div>
      <div className={classes.quiet}>{texts.effect}</div>
      <ul className={classes.list}>
        {(['allowed', 'warned', 'held', 'blocked'] as const).map((name) => (
          <li key={name}>{texts.effectLine(gate.figures[name], format.number(data.now[name]), format.number(data.proposed[name]))}</li>
        ))}
      </ul>
      <p className={classes.quiet}>{texts.effectHelp}</p>
    </div>
  );
}

function History({ versions }: { versions: readonly Version[] }) {
  const { rules: texts } = useTexts().gate;
  const format = useFormat();
  return (
    <section className={classes.section}>
      <h2 className={classes.heading}>{texts.history}</h2>
      <ul className={classes.list}>
        {versions.map((version) => (
          <li key={version.id} className={classes.item}>
            <details>
              <summary>
                {texts.version(format.number(version.number))}, {texts.statuses[version.status]}
                {version.endedAt && ` · ${format.date(version.endedAt)}`}
              </summary>
              <RulesWords rules={version.rules} />
            </details>
          </li>
        ))}
      </ul>
    </section>
  );
}
