import { Button } from '@mantine/core';
import { IconAlertTriangle, IconCircleCheck } from '@tabler/icons-react';
import { useState } from 'react';
import { changeMailServer, deleteMailServer, listMailServers, testMailServer } from '#modules/mailservers/contract.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { useRead, useWrite } from '../../data.ts';
import { useFormat } from '../../format.ts';
import { useCan } from '../../session.ts';
import { useTexts } from '../../texts/texts.ts';
import { confirm } from '../../ui/confirm.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { Mark, When } from '../../ui/marks.tsx';
import { ProblemNotice } from '../../ui/ProblemNotice.tsx';
import { useToast } from '../../ui/toast.tsx';
import { MailServerForm } from './MailServerForm.tsx';
import { SendingDomains } from './SendingDomains.tsx';
import { SettingsPage } from './SettingsPage.tsx';
import classes from './settings.module.css';

type Server = OutputOf<typeof listMailServers>['items'][number];

/** Servers that mails leave through, and domains in whose name they are signed. */
export function MailServersScreen() {
  const { settings, mailservers: texts } = useTexts();
  const { data, error, refetch } = useRead(listMailServers, {}, { topics: ['mail_server'] });
  const [editing, setEditing] = useState<Server | 'new' | null>(null);
  const mayWrite = useCan('workspace:write');
  return (
    <SettingsPage title={settings.sections['mail-servers'].title}>
      {error && <ProblemNotice problem={error} onRetry={() => void refetch()} />}
      <SendingDomains />
      <section className={classes.part}>
        <h2 className={classes.heading}>{texts.servers}</h2>
        <p className={classes.quiet}>{texts.serversBody}</p>
        {data && <p>{data.installation ? texts.installed(`${data.installation.host}:${data.installation.port}`) : texts.captured}</p>}
        {data?.items.length === 0 && <EmptyState title={texts.noServers} body={texts.noServersBody} />}
        {data && data.items.length > 0 && (
          <ul className={classes.sections}>
            {data.items.map((server) => (
              <ServerLine key={server.id} server={server} onChange={mayWrite ? () => setEditing(server) : undefined} />
            ))}
          </ul>
        )}
        {mayWrite && (
          <Button variant="default" mt="sm" onClick={() => setEditing('new')}>
            {texts.addServer}
          </Button>
        )}
      </section>
      <MailServerForm server={editing} onClose={() => setEditing(null)} />
    </SettingsPage>
  );
}

function ServerLine({ server, onChange }: { server: Server; onChange: (() => void) | undefined }) {
  const { mailservers: texts } = useTexts();
  const format = useFormat();
  const { perMinute, perHour, lanes, senders } = server;
  const rates = texts.rates({
    minute: perMinute === null ? null : format.number(perMinute),
    hour: perHour === null ? null : format.number(perHour),
  });
  const takes = lanes.length === 0 ? texts.everything : lanes.map((lane) => texts.lanes[lane]).join(', ');
  return (
    <li className={classes.section}>
      <div className={classes.line}>
        <strong>{server.name}</strong>
        <span className={classes.quiet}>
          {server.host}:{server.port}
        </span>
        {server.pausedAt && <Mark>{texts.paused}</Mark>}
        <TestMark test={server.test} />
      </div>
      <div className={classes.quiet}>
        {texts.takes}: {takes} · {texts.from}: {senders.length === 0 ? texts.everybody : senders.join(', ')}
        {rates && ` · ${rates}`}
      </div>
      {server.test && !server.test.works && (
        <div>
          {texts.hints[server.test.stage ?? 'connection']}{' '}
          {server.test.response && <span className={classes.quiet}>{texts.said(server.test.response)}</span>}
        </div>
      )}
      <Returns server={server} />
      {onChange && <Actions server={server} onChange={onChange} />}
    </li>
  );
}

/** Whether what comes back finds its mail by the address it comes back to. */
function Returns({ server: { bounceAddress, ownReturns, test } }: { server: Server }) {
  const { mailservers: texts } = useTexts();
  if (bounceAddress === null || !ownReturns || !test?.works) return null;
  return (
    <div className={classes.quiet}>
      {texts.returns[test.returns ?? 'untried']} {test.returnsResponse && texts.said(test.returnsResponse)}
    </div>
  );
}

function TestMark({ test }: { test: Server['test'] }) {
  const { mailservers: texts } = useTexts();
  if (!test) return <Mark>{texts.notTested}</Mark>;
  return (
    <>
      {test.works ? (
        <Mark tone="good" icon={IconCircleCheck}>
          {texts.works}
        </Mark>
      ) : (
        <Mark tone="late" icon={IconAlertTriangle}>
          {texts.failed[test.stage ?? 'connection']}
        </Mark>
      )}
      <span className={classes.quiet}>
        <When at={test.testedAt} />
      </span>
    </>
  );
}

function Actions({ server, onChange }: { server: Server; onChange: () => void }) {
  const { mailservers: texts } = useTexts();
  const toast = useToast();
  const invalidates = ['mail_server', 'sending_domain'];
  const test = useWrite(testMailServer, { invalidates: ['mail_server'] });
  const change = useWrite(changeMailServer, { invalidates });
  const remove = useWrite(deleteMailServer, { invalidates });
  const { id, name, pausedAt } = server;
  const askAndRemove = async () => {
    const question = { title: texts.removeServer(name), body: texts.removeServerBody, action: texts.remove, danger: true };
    if (await confirm(question)) await remove.mutateAsync({ id }).catch(toast.problem);
  };
  return (
    <div className={classes.line}>
      <Button
        size="compact-sm"
        variant="default"
        loading={test.isPending}
        onClick={() => void test.mutateAsync({ id }).catch(toast.problem)}
      >
        {texts.test}
      </Button>
      <Button size="compact-sm" variant="default" onClick={onChange} aria-label={`${texts.change}: ${name}`}>
        {texts.change}
      </Button>
      <Button
        size="compact-sm"
        variant="default"
        onClick={() => void change.mutateAsync({ id, paused: pausedAt === null }).catch(toast.problem)}
      >
        {pausedAt ? texts.resume : texts.pause}
      </Button>
      <Button size="compact-sm" variant="default" onClick={() => void askAndRemove()} aria-label={`${texts.remove}: ${name}`}>
        {texts.remove}
      </Button>
    </div>
  );
}
