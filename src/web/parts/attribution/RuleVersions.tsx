import { Button, Group } from '@mantine/core';
import { useState } from 'react';
import { type getAttribution, signAttribution, type Version, withdrawAttribution } from '#modules/attribution/contract/versions.ts';
import type { Terms } from '#modules/attribution/schema.ts';
import { PARTIES } from '#modules/signatures/schema.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { useWrite } from '../../data.ts';
import { useFormat } from '../../format.ts';
import { useTexts } from '../../texts/texts.ts';
import { confirm } from '../../ui/confirm.tsx';
import { Mark, Side } from '../../ui/marks.tsx';
import { useToast } from '../../ui/toast.tsx';
import reports from '../reports/reports.module.css';
import classes from './attribution.module.css';
import { RulesForm } from './RulesForm.tsx';

export type Standing = OutputOf<typeof getAttribution>;
const options = { invalidates: ['attribution'] };

/** The version in force beside the draft that waits for signatures. */
export function RuleVersions({ read }: { read: Standing }) {
  const { attribution } = useTexts();
  const texts = attribution.rules;
  const [writing, setWriting] = useState(false);
  const { inForce, draft, mayWrite } = read;
  return (
    <>
      <div className={classes.versions}>
        {inForce ? (
          <VersionCard version={inForce} />
        ) : (
          <div className={classes.version}>
            <p className={reports.sentence}>{texts.nothingSigned}</p>
            <TermsList terms={read.terms} />
          </div>
        )}
        {draft && <VersionCard version={draft} read={read} onChange={() => setWriting(true)} />}
      </div>
      {!draft && mayWrite && (
        <Button w="fit-content" variant={inForce ? 'default' : 'filled'} onClick={() => setWriting(true)}>
          {texts.begin}
        </Button>
      )}
      <RulesForm
        key={draft?.contentHash ?? inForce?.id ?? 'first'}
        terms={draft?.terms ?? read.terms}
        opened={writing}
        onClose={() => setWriting(false)}
      />
    </>
  );
}

function VersionCard({ version, read, onChange }: { version: Version; read?: Standing; onChange?: () => void }) {
  const { attribution } = useTexts();
  const texts = attribution.rules;
  const format = useFormat();
  return (
    <section className={classes.version} aria-label={texts.number(format.number(version.number))}>
      <div>
        <strong>{texts.number(format.number(version.number))}</strong> <Mark>{texts.statuses[version.status]}</Mark>{' '}
        {version.inForceFrom && <span className={reports.quiet}>{texts.since(format.date(version.inForceFrom))}</span>}
      </div>
      <TermsList terms={version.terms} />
      <ul className={classes.list}>
        {PARTIES.map((party) => {
          const signature = version.signatures.find((one) => one.party === party);
          return (
            <li key={party}>
              <Side side={party} /> {signature ? `${signature.member.name}, ${format.date(signature.signedAt)}` : texts.unsigned}
            </li>
          );
        })}
      </ul>
      {read && onChange && <DraftActions version={version} read={read} onChange={onChange} />}
    </section>
  );
}

function DraftActions({ version, read, onChange }: { version: Version; read: Standing; onChange: () => void }) {
  const texts = useTexts().attribution.rules;
  const toast = useToast();
  const sign = useWrite(signAttribution, options);
  const withdraw = useWrite(withdrawAttribution, options);
  const { id, contentHash } = version;
  const unsigned = read.signsFor && !version.signatures.some(({ party }) => party === read.signsFor);
  const doSign = async () => {
    if (!(await confirm({ title: texts.signTitle, body: texts.signBody, action: texts.sign }))) return;
    const { status } = await sign.mutateAsync({ id, contentHash });
    toast.done(status === 'in_force' ? texts.inForceNow : texts.signedByOne);
  };
  const doWithdraw = async () => {
    if (!(await confirm({ title: texts.withdrawTitle, body: texts.withdrawBody, action: texts.withdraw, danger: true }))) return;
    await withdraw.mutateAsync({ id });
    toast.done(texts.withdrawn);
  };
  return (
    <Group gap="sm">
      {unsigned && (
        <Button loading={sign.isPending} onClick={() => void doSign().catch(toast.problem)}>
          {texts.sign}
        </Button>
      )}
      {read.mayWrite && (
        <>
          <Button variant="default" onClick={onChange}>
            {texts.change}
          </Button>
          <Button variant="default" onClick={() => void doWithdraw().catch(toast.problem)}>
            {texts.withdraw}
          </Button>
        </>
      )}
    </Group>
  );
}

export function TermsList({ terms }: { terms: Terms }) {
  const { attribution } = useTexts();
  const texts = attribution.rules.terms;
  const format = useFormat();
  const lines: [string, string][] = [
    [texts.model, attribution.models[terms.model]],
    [texts.halfLife, attribution.days(format.number(terms.halfLifeDays))],
    [texts.lookback, attribution.days(format.number(terms.lookbackDays))],
    [texts.sourced, attribution.sourced[terms.sourced]],
    [texts.margin, terms.grossMargin === null ? texts.noMargin : `${format.decimal(terms.grossMargin * 100, 1)} %`],
  ];
  return (
    <dl className={classes.terms}>
      {lines.map(([name, value]) => (
        <div key={name} style={{ display: 'contents' }}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
