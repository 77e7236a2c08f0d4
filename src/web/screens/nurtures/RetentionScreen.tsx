import { Anchor, Button, NumberInput, Select, Switch, TagsInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useState } from 'react';
import { getRetentionBoard, getRetentionSettings, setRetentionSettings } from '#modules/nurtures/contract/retention.ts';
import { SIGNALS } from '#modules/nurtures/schema.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { useRead, useWrite } from '../../data.ts';
import { useFormat } from '../../format.ts';
import { TaskForm } from '../../parts/activities/TaskForm.tsx';
import { Versions } from '../../parts/activities/Versions.tsx';
import { EnrolForm } from '../../parts/nurtures/EnrolForm.tsx';
import classes from '../../parts/nurtures/nurtures.module.css';
import { PersonSelect } from '../../parts/team/PersonSelect.tsx';
import { paths } from '../../paths.ts';
import { useUrlState } from '../../place.ts';
import { useTexts } from '../../texts/texts.ts';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { Figure, Figures } from '../../ui/Figure.tsx';
import { Go } from '../../ui/Go.tsx';
import { Mark, When } from '../../ui/marks.tsx';
import { Page } from '../../ui/Page.tsx';
import { ProblemNotice } from '../../ui/ProblemNotice.tsx';
import { SideForm } from '../../ui/SideForm.tsx';
import { useToast } from '../../ui/toast.tsx';

type Board = OutputOf<typeof getRetentionBoard>;
type Customer = Board['items'][number];
type Settings = OutputOf<typeof getRetentionSettings>;
/** Records that are named beside a sign. */
const MOST_EVIDENCE = 3;
const DEFAULTS = { signal: '', owner: '', risky: true };

/** Customers to keep: those with a sign of risk first, what each sign rests on, and what comes next. */
export function RetentionScreen() {
  const { retention: texts } = useTexts().warming;
  const format = useFormat();
  const [state, change] = useUrlState(DEFAULTS);
  const [setting, setSetting] = useState(false);
  const signal = SIGNALS.find((one) => one === state.signal);
  const { data, error, refetch } = useRead(
    getRetentionBoard,
    { ...(signal ? { signal } : {}), ...(state.owner ? { ownerId: state.owner } : {}), ...(state.risky ? { risky: true } : {}) },
    { topics: ['retention', 'enrolment', 'order', 'invoice', 'activity'], keep: true },
  );
  const settings = useRead(getRetentionSettings, {}, { topics: ['retention'] });
  return (
    <Page
      title={texts.title}
      lead={texts.lead}
      actions={
        settings.data?.mayWrite && (
          <Button variant="default" onClick={() => setSetting(true)}>
            {texts.settings}
          </Button>
        )
      }
    >
      {error && <ProblemNotice problem={error} onRetry={() => void refetch()} />}
      {data && data.customers > 0 && (
        <>
          <Figures>
            <Figure
              label={texts.customers}
              value={format.number(data.customers)}
              onOpen={() => void change({ risky: false, signal: '' })}
            />
            <Figure
              label={texts.risky}
              rate={{ k: data.risky, n: data.customers }}
              definition={texts.riskyHelp}
              onOpen={() => void change({ risky: true, signal: '' })}
            />
            {data.bySignal.map((one) => (
              <Figure
                key={one.signal}
                label={texts.signals[one.signal]}
                value={format.number(one.n)}
                onOpen={() => void change({ signal: one.signal, risky: true })}
              />
            ))}
          </Figures>
          <div className={classes.line}>
            <Select
              label={texts.filter}
              placeholder={texts.anySignal}
              clearable
              data={SIGNALS.map((value) => ({ value, label: texts.signals[value] }))}
              value={signal ?? null}
              onChange={(value) => void change({ signal: value ?? '' })}
            />
            <PersonSelect label={texts.owner} clearable value={state.owner || null} onChange={(id) => void change({ owner: id ?? '' })} />
            <Switch
              label={texts.onlyRisky}
              checked={state.risky}
              onChange={(event) => void change({ risky: event.currentTarget.checked })}
            />
          </div>
        </>
      )}
      {data?.customers === 0 && <EmptyState title={texts.empty} body={texts.emptyBody} />}
      {data && data.customers > 0 && data.items.length === 0 && <EmptyState title={texts.noneRisky} />}
      <div className={classes.cards}>
        {data?.items.map((customer) => (
          <CustomerCard key={customer.company.id} customer={customer} currency={data.currency} />
        ))}
      </div>
      {setting && settings.data && <SettingsForm settings={settings.data} onClose={() => setSetting(false)} />}
    </Page>
  );
}

function CustomerCard({ customer, currency }: { customer: Customer; currency: string }) {
  const { retention: texts } = useTexts().warming;
  const format = useFormat();
  const [open, setOpen] = useState<'enrol' | 'task' | null>(null);
  const { company, owner, customerSince, cycle, renewalOn, next, people } = customer;
  const facts = [
    customerSince && texts.since(format.date(customerSince)),
    texts.invoiced(format.money({ amountMinor: customer.invoicedMinor, currency }, 'short')),
    cycle.medianDays !== null && cycle.daysSince !== null
      ? texts.cycle({ median: format.number(Math.round(cycle.medianDays)), since: format.number(cycle.daysSince) })
      : texts.fewOrders(format.number(cycle.orders)),
    renewalOn && texts.renewal(format.date(renewalOn)),
  ];
  return (
    <article className={classes.box} aria-label={company.name}>
      <div className={classes.line}>
        <h2>
          <Go to={paths.company(company.id)}>{company.name}</Go>
        </h2>
        <span className={classes.quiet}>{owner?.name ?? texts.noOwner}</span>
      </div>
      <p className={classes.quiet}>{facts.filter(Boolean).join(' · ')}</p>
      <ul className={classes.list}>
        {customer.signals.map((one) => (
          <li key={one.signal} className={classes.line}>
            <Mark tone="soon" icon={IconAlertTriangle}>
              {texts.signals[one.signal]}
            </Mark>
            <span>{one.says}</span>
            {one.at && (
              <span className={classes.quiet}>
                <When at={one.at} />
              </span>
            )}
            <EvidenceLinks evidence={one.evidence} company={company} />
          </li>
        ))}
      </ul>
      <p className={classes.plain}>
        {next ? (
          <Go to={paths.track(next.track.id)}>
            {texts.next({ track: next.track.name, who: next.contact.name, when: next.dueAt ? texts.nextOn(format.date(next.dueAt)) : '' })}
          </Go>
        ) : (
          <span className={classes.quiet}>{texts.noNext}</span>
        )}
      </p>
      <div className={classes.line}>
        {people.length > 0 ? (
          <Button size="compact-md" variant="default" onClick={() => setOpen('enrol')}>
            {texts.act}
          </Button>
        ) : (
          <span className={classes.quiet}>{texts.noPeople}</span>
        )}
        <Button size="compact-md" variant="default" onClick={() => setOpen('task')}>
          {texts.task}
        </Button>
      </div>
      {open === 'enrol' && (
        <EnrolForm
          people={people.map(({ id, name, mayMail }) => ({ id, name: mayMail ? name : `${name} · ${texts.mayNot}` }))}
          kinds={['retention', 'sequence']}
          title={texts.enrolTitle(company.name)}
          onClose={() => setOpen(null)}
        />
      )}
      {open === 'task' && <TaskForm about={{ companyId: company.id }} opened onClose={() => setOpen(null)} />}
    </article>
  );
}

/** What a sign rests on: each record, a press away; what was said opens where one reads. */
function EvidenceLinks({ evidence, company }: { evidence: Customer['signals'][number]['evidence']; company: Customer['company'] }) {
  const { retention: texts } = useTexts().warming;
  const [said, setSaid] = useState<string | null>(null);
  if (evidence.length === 0) return null;
  return (
    <span className={classes.quiet}>
      {texts.evidence}{' '}
      {evidence.slice(0, MOST_EVIDENCE).map(({ entity, id }, index) => (
        <span key={`${entity} ${id}`}>
          {index > 0 && ', '}
          {entity === 'activity' ? (
            <Anchor component="button" type="button" inherit onClick={() => setSaid(id)}>
              {texts.records.activity}
            </Anchor>
          ) : (
            <Go to={entity === 'sales_order' ? paths.order(id) : entity === 'invoice' ? paths.invoice(id) : paths.company(company.id)}>
              {texts.records[entity]}
            </Go>
          )}
        </span>
      ))}
      {said && <Versions id={said} title={texts.said(company.name)} onClose={() => setSaid(null)} />}
    </span>
  );
}

function SettingsForm({ settings, onClose }: { settings: Settings; onClose: () => void }) {
  const { retention: texts } = useTexts().warming;
  const toast = useToast();
  const save = useWrite(setRetentionSettings, { invalidates: ['retention'], onDone: () => toast.done(texts.saved) });
  const { dateFields, mayWrite: _may, ...kept } = settings;
  const form = useForm({ initialValues: kept });
  return (
    <SideForm
      title={texts.settingsTitle}
      opened
      onClose={onClose}
      form={form}
      action={texts.save}
      onSubmit={async (values) => {
        await save.mutateAsync(values);
        onClose();
      }}
    >
      <TagsInput label={texts.competitors} description={texts.competitorsHelp} maxTags={100} {...form.getInputProps('competitors')} />
      <Select
        label={texts.renewalField}
        placeholder={texts.noRenewal}
        clearable
        data={dateFields.map(({ key, label }) => ({ value: key, label }))}
        {...form.getInputProps('renewalField')}
      />
      <NumberInput label={texts.renewalDays} min={1} max={365} {...form.getInputProps('renewalDays')} />
      <NumberInput label={texts.lateFactor} min={1} max={5} step={0.1} decimalScale={1} {...form.getInputProps('lateFactor')} />
      <NumberInput label={texts.recentDays} min={7} max={365} {...form.getInputProps('recentDays')} />
    </SideForm>
  );
}
