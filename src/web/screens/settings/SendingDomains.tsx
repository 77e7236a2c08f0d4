import { Alert, Button, CopyButton, TextInput } from '@mantine/core';
import { isNotEmpty, useForm } from '@mantine/form';
import { IconAlertTriangle, IconCircleCheck, IconHelpCircle } from '@tabler/icons-react';
import { useState } from 'react';
import {
  checkSendingDomain,
  createSendingDomain,
  createSendingKey,
  deleteSendingDomain,
  listSendingDomains,
} from '#modules/mailservers/contract.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { useRead, useWrite } from '../../data.ts';
import { useCan } from '../../session.ts';
import { useTexts } from '../../texts/texts.ts';
import { confirm } from '../../ui/confirm.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { Mark, When } from '../../ui/marks.tsx';
import { ProblemNotice } from '../../ui/ProblemNotice.tsx';
import { SideForm } from '../../ui/SideForm.tsx';
import { useToast } from '../../ui/toast.tsx';
import { SendingKeys } from './SendingKeys.tsx';
import classes from './settings.module.css';

type Listed = OutputOf<typeof listSendingDomains>;
type Domain = Listed['items'][number];
const MARKS = {
  pass: { tone: 'good', icon: IconCircleCheck },
  fail: { tone: 'late', icon: IconAlertTriangle },
  unknown: { tone: 'plain', icon: IconHelpCircle },
} as const;

/** Domains in whose name mails are signed: what to publish, and what the name servers say. */
export function SendingDomains() {
  const { mailservers: texts } = useTexts();
  const { data, error, refetch } = useRead(listSendingDomains, {}, { topics: ['sending_domain', 'sender', 'mail_server'] });
  const [adding, setAdding] = useState(false);
  const mayWrite = useCan('workspace:write');
  return (
    <section className={classes.part}>
      <h2 className={classes.heading}>{texts.domains}</h2>
      <p className={classes.quiet}>{texts.domainsBody}</p>
      {error && <ProblemNotice problem={error} onRetry={() => void refetch()} />}
      {data && <Warnings warnings={data.warnings} />}
      {data?.items.length === 0 && <EmptyState title={texts.noDomains} body={texts.noDomainsBody} />}
      {data && data.items.length > 0 && (
        <ul className={classes.sections}>
          {data.items.map((domain) => (
            <DomainLine key={domain.id} domain={domain} mayWrite={mayWrite} />
          ))}
        </ul>
      )}
      {mayWrite && (
        <Button variant="default" mt="sm" onClick={() => setAdding(true)}>
          {texts.addDomain}
        </Button>
      )}
      {adding && <DomainForm onClose={() => setAdding(false)} />}
    </section>
  );
}

function Warnings({ warnings }: { warnings: Listed['warnings'] }) {
  const { mailservers: texts } = useTexts();
  if (warnings.length === 0) return null;
  return (
    <Alert variant="outline" title={texts.warnings} mb="sm">
      <ul style={{ margin: 0 }}>
        {warnings.map(({ address, cause }) => (
          <li key={address}>{texts.warning[cause](address)}</li>
        ))}
      </ul>
    </Alert>
  );
}

function DomainLine({ domain, mayWrite }: { domain: Domain; mayWrite: boolean }) {
  const { mailservers: texts } = useTexts();
  const toast = useToast();
  const invalidates = ['sending_domain'];
  const check = useWrite(checkSendingDomain, { invalidates });
  const remove = useWrite(deleteSendingDomain, { invalidates });
  const rotate = useWrite(createSendingKey, { invalidates });
  const { id, checks, ready } = domain;
  const [first] = checks;
  const askAndRemove = async () => {
    const question = { title: texts.removeDomain(domain.domain), body: texts.removeDomainBody, action: texts.remove, danger: true };
    if (await confirm(question)) await remove.mutateAsync({ id }).catch(toast.problem);
  };
  const askAndRotate = async () => {
    const question = { title: texts.keys.rotateTitle(domain.domain), body: texts.keys.rotateBody, action: texts.keys.rotate };
    if (await confirm(question)) await rotate.mutateAsync({ id }).catch(toast.problem);
  };
  const hasNext = domain.keys.some(({ state }) => state === 'next');
  return (
    <li className={classes.section}>
      <div className={classes.line}>
        <strong>{domain.domain}</strong>
        {first ? <Mark {...MARKS[ready ? 'pass' : 'fail']}>{ready ? texts.ready : texts.notReady}</Mark> : <Mark>{texts.notChecked}</Mark>}
        {first && (
          <span className={classes.quiet}>
            {texts.checked} <When at={first.checkedAt} />
          </span>
        )}
      </div>
      {first && <Checks domain={domain} />}
      <SendingKeys domain={domain} mayWrite={mayWrite} />
      <Records records={domain.records} isOpen={!ready || hasNext} />
      <div className={classes.line}>
        <Button
          size="compact-sm"
          variant="default"
          loading={check.isPending}
          onClick={() => void check.mutateAsync({ id }).catch(toast.problem)}
          aria-label={`${texts.check}: ${domain.domain}`}
        >
          {texts.check}
        </Button>
        {mayWrite && !hasNext && (
          <Button
            size="compact-sm"
            variant="default"
            loading={rotate.isPending}
            onClick={() => void askAndRotate()}
            aria-label={`${texts.keys.rotate}: ${domain.domain}`}
          >
            {texts.keys.rotate}
          </Button>
        )}
        {mayWrite && (
          <Button size="compact-sm" variant="default" onClick={() => void askAndRemove()} aria-label={`${texts.remove}: ${domain.domain}`}>
            {texts.remove}
          </Button>
        )}
      </div>
    </li>
  );
}

function Checks({ domain }: { domain: Domain }) {
  const { mailservers: texts } = useTexts();
  return (
    <ul className={classes.plain} aria-label={texts.checksOf(domain.domain)}>
      {domain.checks.map(({ kind, state, reason, found }) => (
        <li key={kind}>
          <div className={classes.line}>
            <span>{texts.checks[kind]}</span>
            <Mark {...MARKS[state]}>{texts.states[state]}</Mark>
          </div>
          <div className={classes.quiet}>{texts.remedies[kind][reason]}</div>
          {found && state !== 'pass' && <code className={classes.grow}>{found}</code>}
        </li>
      ))}
    </ul>
  );
}

function Records({ records, isOpen }: { records: Domain['records']; isOpen: boolean }) {
  const { mailservers: texts } = useTexts();
  return (
    <details open={isOpen}>
      <summary>{texts.records}</summary>
      <p className={classes.quiet}>{texts.recordsBody}</p>
      <ul className={classes.points}>
        {records.map(({ name, type, value, published }) => (
          <li key={name}>
            <div className={classes.line}>
              <code className={classes.grow}>{name}</code>
              <span>{type}</span>
              {published && <Mark {...MARKS.pass}>{texts.published}</Mark>}
              <Copy value={name} label={texts.copyName(name)} />
            </div>
            <div className={classes.line}>
              <code className={classes.grow}>{value}</code>
              <Copy value={value} label={texts.copyValue(name)} />
            </div>
          </li>
        ))}
      </ul>
    </details>
  );
}

function Copy({ value, label }: { value: string; label: string }) {
  const { mailservers: texts } = useTexts();
  return (
    <CopyButton value={value}>
      {({ copied, copy }) => (
        <Button size="compact-sm" variant="default" onClick={copy} aria-label={label}>
          {copied ? texts.copied : texts.copy}
        </Button>
      )}
    </CopyButton>
  );
}

function DomainForm({ onClose }: { onClose: () => void }) {
  const { mailservers: texts, settings, ui } = useTexts();
  const toast = useToast();
  const create = useWrite(createSendingDomain, { invalidates: ['sending_domain'], onDone: () => toast.done(settings.saved) });
  const form = useForm({ initialValues: { domain: '' }, validate: { domain: isNotEmpty(ui.form.required) } });
  const submit = async (values: { domain: string }) => {
    await create.mutateAsync(values);
    onClose();
  };
  return (
    <SideForm title={texts.addDomain} opened onClose={onClose} form={form} action={texts.form.save} onSubmit={submit}>
      <TextInput label={texts.domain} description={texts.domainHelp} maxLength={253} data-autofocus {...form.getInputProps('domain')} />
    </SideForm>
  );
}
