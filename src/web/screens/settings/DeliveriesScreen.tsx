import { Alert, Button, CopyButton, FileButton } from '@mantine/core';
import { useState } from 'react';
import {
  changeDeliverySource,
  confirmDeliverySource,
  getDeliveryFigures,
  listDeliverySources,
  uploadBounces,
  uploadDeliveryFile,
} from '#modules/deliveries/contract.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { upload } from '../../api.ts';
import { useRead, useWrite } from '../../data.ts';
import { useFormat } from '../../format.ts';
import { paths } from '../../paths.ts';
import { useCan } from '../../session.ts';
import { type Texts, useTexts } from '../../texts/texts.ts';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { Figure, Figures } from '../../ui/Figure.tsx';
import { Go } from '../../ui/Go.tsx';
import { Mark, When } from '../../ui/marks.tsx';
import { ProblemNotice } from '../../ui/ProblemNotice.tsx';
import { Scroll } from '../../ui/Scroll.tsx';
import { useToast } from '../../ui/toast.tsx';
import { DeliverySourceForm } from './DeliverySourceForm.tsx';
import { SettingsPage } from './SettingsPage.tsx';
import classes from './settings.module.css';

type Source = OutputOf<typeof listDeliverySources>['items'][number];

/** Where mail providers tell what became of mails, and how that goes. */
export function DeliveriesScreen() {
  const { settings, deliveries: texts } = useTexts();
  const [editing, setEditing] = useState<Source | 'new' | null>(null);
  const { data, error, refetch } = useRead(listDeliverySources, {}, { topics: ['delivery'] });
  const mayWrite = useCan('workspace:write');
  const make = mayWrite ? <Button onClick={() => setEditing('new')}>{texts.create}</Button> : undefined;
  return (
    <SettingsPage title={settings.sections.deliveries.title} actions={make}>
      {error && <ProblemNotice problem={error} onRetry={() => void refetch()} />}
      <Rates />
      <section className={classes.part}>
        <h2 className={classes.heading}>{texts.sources}</h2>
        {data?.items.length === 0 && <EmptyState title={texts.sourcesEmpty} body={texts.sourcesEmptyBody} />}
        {data && data.items.length > 0 && (
          <ul className={classes.sections}>
            {data.items.map((source) => (
              <SourceLine key={source.id} source={source} onChange={mayWrite ? () => setEditing(source) : undefined} />
            ))}
          </ul>
        )}
        <p>
          <Go to={paths.deliveryEvents()}>{texts.allEvents}</Go>
        </p>
      </section>
      {mayWrite && <Drop />}
      <DeliverySourceForm source={editing} onClose={() => setEditing(null)} />
    </SettingsPage>
  );
}

function Rates() {
  const { deliveries: texts } = useTexts();
  const format = useFormat();
  const mayOpen = useCan('mail:read');
  const { data } = useRead(getDeliveryFigures, { days: 30 }, { topics: ['delivery'], when: useCan('report:read') });
  if (!data) return null;
  const days = { from: data.from, to: data.to, once: true };
  const told = data.days.filter((day) => day.bounces.n + day.complaints.n + day.soft > 0);
  return (
    <section className={classes.part}>
      <h2 className={classes.heading}>{texts.figures}</h2>
      <Figures>
        <Figure
          label={texts.bounceRate}
          definition={texts.bounceRateHelp}
          rate={data.bounces}
          {...(mayOpen ? { to: paths.deliveryEvents({ kind: 'bounced', hardness: 'hard', ...days }) } : {})}
        />
        <Figure
          label={texts.complaintRate}
          definition={texts.complaintRateHelp}
          rate={data.complaints}
          {...(mayOpen ? { to: paths.deliveryEvents({ kind: 'complained', ...days }) } : {})}
        />
      </Figures>
      {told.length > 0 && (
        <Scroll label={texts.byDay} className={classes.below}>
          <table className={classes.grid}>
            <thead>
              <tr>
                {[texts.day, texts.bounceRate, texts.complaintRate, texts.softBounces].map((title) => (
                  <th key={title} scope="col">
                    {title}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {told.toReversed().map((day) => (
                <tr key={day.day}>
                  <td>{format.date(day.day)}</td>
                  {figuresOf(day, texts).map(({ label, rate, n, asked }) => (
                    <td key={label}>
                      <Figure
                        inline
                        label={`${format.date(day.day)}, ${label}`}
                        {...(rate ? { rate } : { value: format.number(n) })}
                        {...(mayOpen && n > 0 ? { to: paths.deliveryEvents({ ...asked, from: day.day, to: day.day, once: true }) } : {})}
                      />
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </Scroll>
      )}
    </section>
  );
}

/** What a day says, with what opens its rows. */
const figuresOf = ({ bounces, complaints, soft }: OutputOf<typeof getDeliveryFigures>['days'][number], texts: Texts['deliveries']) => [
  { label: texts.bounceRate, rate: bounces, n: bounces.k, asked: { kind: 'bounced', hardness: 'hard' } },
  { label: texts.complaintRate, rate: complaints, n: complaints.k, asked: { kind: 'complained' } },
  { label: texts.softBounces, rate: undefined, n: soft, asked: { kind: 'bounced', hardness: 'soft' } },
];

function SourceLine({ source, onChange }: { source: Source; onChange: (() => void) | undefined }) {
  const { deliveries: texts } = useTexts();
  const format = useFormat();
  const told = source.day.kinds.map(({ kind, n }) => texts.count(texts.kinds[kind], format.number(n))).join(' · ');
  const refused = source.day.refusals.reduce((sum, one) => sum + one.n, 0);
  return (
    <li className={classes.section}>
      <div className={classes.line}>
        <strong>{source.name}</strong>
        {source.provider !== 'mailbox' && <span className={classes.quiet}>{texts.providers[source.provider]}</span>}
        {source.pausedAt && <Mark>{texts.paused}</Mark>}
        {source.provider !== 'mailbox' && !source.hasSecret && <Mark>{texts.noSecret}</Mark>}
        {refused > 0 && (
          <Mark>
            {texts.refused(format.number(refused))}: {source.day.refusals.map((one) => texts.refusals[one.cause]).join(', ')}
          </Mark>
        )}
      </div>
      <div className={classes.quiet}>
        {texts.lastEvent}: {source.lastEventAt ? <When at={source.lastEventAt} /> : texts.never} · {texts.lastDay}: {told || texts.nothing}
      </div>
      {source.address && <Address address={source.address} />}
      {source.waitsForConfirmation && onChange && <Confirmation source={source} />}
      {onChange && source.provider !== 'mailbox' && <Actions source={source} onChange={onChange} />}
    </li>
  );
}

function Address({ address }: { address: string }) {
  const { deliveries: texts } = useTexts();
  return (
    <div className={classes.line}>
      <code className={classes.grow}>{address}</code>
      <CopyButton value={address}>
        {({ copied, copy }) => (
          <Button size="compact-sm" variant="default" onClick={copy} aria-label={`${texts.copy}: ${texts.address}`}>
            {copied ? texts.copied : texts.copy}
          </Button>
        )}
      </CopyButton>
    </div>
  );
}

function Actions({ source, onChange }: { source: Source; onChange: () => void }) {
  const { deliveries: texts } = useTexts();
  const toast = useToast();
  const told = useTold();
  const change = useWrite(changeDeliverySource, { invalidates: ['delivery'] });
  const take = async (file: File | null) => {
    if (file) await upload(uploadDeliveryFile, { id: source.id }, [file]).then(told, toast.problem);
  };
  const pause = () => void change.mutateAsync({ id: source.id, paused: source.pausedAt === null }).catch(toast.problem);
  return (
    <div className={classes.line}>
      <Button size="compact-sm" variant="default" onClick={onChange} aria-label={`${texts.change}: ${source.name}`}>
        {texts.change}
      </Button>
      <Button size="compact-sm" variant="default" onClick={pause}>
        {source.pausedAt ? texts.resume : texts.pause}
      </Button>
      {source.mapping && (
        <FileButton accept=".csv,text/csv" onChange={(file) => void take(file)}>
          {(props) => (
            <Button {...props} size="compact-sm" variant="default">
              {texts.csv}
            </Button>
          )}
        </FileButton>
      )}
    </div>
  );
}

function Confirmation({ source }: { source: Source }) {
  const { deliveries: texts } = useTexts();
  const toast = useToast();
  const confirm = useWrite(confirmDeliverySource, { invalidates: ['delivery'], onDone: () => toast.done(texts.confirmed) });
  return (
    <Alert variant="outline" my={8}>
      <p style={{ marginTop: 0 }}>{texts.confirmBody}</p>
      <code className={classes.grow}>{source.confirmAddress}</code>
      <p>
        <Button size="compact-sm" onClick={() => void confirm.mutateAsync({ id: source.id }).catch(toast.problem)}>
          {texts.confirm}
        </Button>
      </p>
    </Alert>
  );
}

/** Says what became of files that were sent. */
function useTold() {
  const { deliveries: texts } = useTexts();
  const format = useFormat();
  const toast = useToast();
  return ({ read, fresh, kinds }: OutputOf<typeof uploadBounces>) => {
    const list = kinds.map(({ kind, n }) => texts.count(texts.kinds[kind], format.number(n))).join(', ');
    toast.done(texts.taken({ read: format.number(read), fresh: format.number(fresh), kinds: list || texts.nothing }));
  };
}

function Drop() {
  const { deliveries: texts } = useTexts();
  const toast = useToast();
  const told = useTold();
  const [busy, setBusy] = useState(false);
  const take = async (files: readonly File[]) => {
    if (files.length === 0 || busy) return;
    setBusy(true);
    await upload(uploadBounces, {}, files).then(told, toast.problem);
    setBusy(false);
  };
  return (
    <section
      className={classes.part}
      aria-label={texts.drop}
      onDragOver={(event) => event.preventDefault()}
      onDrop={(event) => {
        event.preventDefault();
        void take([...event.dataTransfer.files]);
      }}
    >
      <h2 className={classes.heading}>{texts.drop}</h2>
      <div className={classes.letter}>
        <p style={{ marginTop: 0 }}>{texts.dropBody}</p>
        <FileButton multiple accept=".eml,.mbox,message/rfc822,application/mbox" onChange={(files) => void take(files)}>
          {(props) => (
            <Button {...props} variant="default" loading={busy}>
              {texts.choose}
            </Button>
          )}
        </FileButton>
      </div>
    </section>
  );
}
