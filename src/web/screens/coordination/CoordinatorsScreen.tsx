import { Button, NativeSelect } from '@mantine/core';
import { useState } from 'react';
import {
  endCoordinator,
  endMinutesAccess,
  listCoordinatorAccess,
  listCoordinators,
  signMinutesAccess,
  signRenewal,
} from '#modules/coordination/contract/access.ts';
import { OUTCOMES } from '#modules/coordination/schema.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { tableOf, useRead, useReadPages, useWrite } from '../../data.ts';
import { useFormat } from '../../format.ts';
import { useUrlState } from '../../place.ts';
import { useCan, useSession } from '../../session.ts';
import { useTexts } from '../../texts/texts.ts';
import { confirm } from '../../ui/confirm.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { When } from '../../ui/marks.tsx';
import { ProblemNotice } from '../../ui/ProblemNotice.tsx';
import { DataTable } from '../../ui/table/DataTable.tsx';
import { useToast } from '../../ui/toast.tsx';
import { SettingsPage } from '../settings/SettingsPage.tsx';
import { GrantForm, InviteCoordinator, RenewForm } from './CoordinatorForms.tsx';
import classes from './coordination.module.css';

export type Coordinator = OutputOf<typeof listCoordinators>['items'][number];
type Access = OutputOf<typeof listCoordinatorAccess>['items'][number];
const DEFAULTS = { outcome: 'all' as string };

/** Who coordinates from outside, how far and how long, and what they looked at. */
export function CoordinatorsScreen() {
  const texts = useTexts().coordination.access;
  const mayInvite = useCan('team:write');
  const [inviting, setInviting] = useState(false);
  const { data, error, refetch } = useRead(listCoordinators, {}, { topics: ['coordinator', 'member'] });
  return (
    <SettingsPage
      title={texts.title}
      lead={texts.lead}
      actions={mayInvite && <Button onClick={() => setInviting(true)}>{texts.invite}</Button>}
    >
      {error && <ProblemNotice problem={error} onRetry={() => void refetch()} />}
      {data?.items.length === 0 && <EmptyState title={texts.empty} body={texts.emptyBody} />}
      <ul className={classes.cards}>
        {data?.items.map((one) => (
          <Card key={one.id} of={one} />
        ))}
      </ul>
      {data && data.items.length > 0 && <Log />}
      {inviting && <InviteCoordinator onClose={() => setInviting(false)} />}
    </SettingsPage>
  );
}

function Card({ of }: { of: Coordinator }) {
  const { coordination, ui } = useTexts();
  const texts = coordination.access;
  const format = useFormat();
  const toast = useToast();
  const { member, permissions } = useSession();
  const [form, setForm] = useState<'grant' | 'renew' | null>(null);
  const sign = useWrite(signRenewal, { invalidates: ['coordinator'], onDone: () => toast.done(texts.signed) });
  const end = useWrite(endCoordinator, { invalidates: ['coordinator', 'member'] });
  const endNow = async () => {
    if (await confirm({ title: texts.endQuestion(of.name), body: texts.endBody, action: texts.end, danger: true }))
      end.mutate({ id: of.id }, { onError: toast.problem });
  };
  const { renewal } = of;
  const side = member.department === 'sales' || member.department === 'marketing' ? member.department : null;
  const maySign = side !== null && permissions.includes('agreement:sign') && !renewal?.signatures.some(({ party }) => party === side);
  const sees = of.areas.length === 0 ? texts.noAreas : of.areas.map((area) => texts.areaNames[area]).join(', ');
  return (
    <li className={classes.card}>
      <div className={classes.head}>
        <h2 className={classes.name}>{of.name}</h2>
        <span>{of.until ? (of.ended ? texts.endedOn : texts.ends)(format.date(of.until)) : texts.noEnd}</span>
      </div>
      <p className={classes.line}>
        <span>{of.email}</span>
        <span>
          {sees}, {of.contactNames ? texts.names : texts.pseudonyms}
        </span>
      </p>
      <p className={classes.quiet}>{texts.counts(format.number(of.reads), format.number(of.changes), format.number(of.refused))}</p>
      {renewal && (
        <p className={classes.line}>
          <span>{texts.renewAsk(format.date(renewal.until))}</span>
          {renewal.signatures.map(({ party, member: signer }) => (
            <span key={party}>
              {ui.sides[party]}: {signer.name}
            </span>
          ))}
        </p>
      )}
      <div className={classes.line}>
        {permissions.includes('team:write') && (
          <Button size="compact-md" variant="default" onClick={() => setForm('grant')}>
            {texts.change}
          </Button>
        )}
        {renewal && maySign ? (
          <Button size="compact-md" onClick={() => sign.mutate({ id: of.id, hash: renewal.hash }, { onError: toast.problem })}>
            {texts.sign}
          </Button>
        ) : (
          <Button size="compact-md" variant="default" onClick={() => setForm('renew')}>
            {texts.renew}
          </Button>
        )}
        {!of.ended && (
          <Button size="compact-md" variant="subtle" onClick={() => void endNow()}>
            {texts.end}
          </Button>
        )}
      </div>
      <Minutes of={of} side={side} maySign={permissions.includes('agreement:sign')} />
      {form === 'grant' && <GrantForm of={of} onClose={() => setForm(null)} />}
      {form === 'renew' && <RenewForm of={of} onClose={() => setForm(null)} />}
    </li>
  );
}

/** Whether they read the minutes: both sides sign, either closes them again. */
function Minutes({ of, side, maySign }: { of: Coordinator; side: 'sales' | 'marketing' | null; maySign: boolean }) {
  const texts = useTexts().coordination.access;
  const { ui } = useTexts();
  const toast = useToast();
  const sign = useWrite(signMinutesAccess, { invalidates: ['coordinator'], onDone: () => toast.done(texts.minutesSigned) });
  const close = useWrite(endMinutesAccess, { invalidates: ['coordinator'], onDone: () => toast.done(texts.minutesEnded) });
  const { minutes } = of;
  if (!minutes || of.ended) return null;
  const signed = minutes.signatures;
  return (
    <p className={classes.line}>
      {signed.length === 2 && <span>{texts.minutesOpen}</span>}
      {signed.length === 1 && <span>{texts.minutesAsk(signed.map(({ party }) => ui.sides[party]).join(', '))}</span>}
      {maySign && side !== null && !signed.some(({ party }) => party === side) && (
        <Button
          size="compact-sm"
          variant="default"
          onClick={() => sign.mutate({ id: of.id, hash: minutes.hash }, { onError: toast.problem })}
        >
          {texts.minutesSign}
        </Button>
      )}
      {maySign && signed.length > 0 && (
        <Button size="compact-sm" variant="subtle" onClick={() => close.mutate({ id: of.id }, { onError: toast.problem })}>
          {texts.minutesEnd}
        </Button>
      )}
    </p>
  );
}

function Log() {
  const texts = useTexts().coordination.access;
  const format = useFormat();
  const [state, change] = useUrlState(DEFAULTS);
  const outcome = OUTCOMES.find((one) => one === state.outcome);
  const list = useReadPages(listCoordinatorAccess, outcome ? { outcome } : {}, { topics: ['coordinator'] });
  return (
    <section>
      <h2 className={classes.heading}>{texts.log}</h2>
      <DataTable<Access>
        id="coordinator-access"
        label={texts.log}
        columns={[
          { id: 'who', title: texts.logWho, width: 180, render: (row: Access) => row.member.name },
          { id: 'what', title: texts.logWhat, width: 240, render: (row: Access) => row.endpoint },
          { id: 'outcome', title: texts.logOutcome, width: 120, render: (row: Access) => texts.outcomes[row.outcome] },
          { id: 'times', title: texts.logTimes, width: 90, render: (row: Access) => format.number(row.times) },
          { id: 'when', title: texts.logWhen, width: 140, render: (row: Access) => <When at={row.lastAt} /> },
        ]}
        {...tableOf(list)}
        rowId={(row) => row.id}
        rowName={(row) => row.endpoint}
        tools={
          <NativeSelect
            aria-label={texts.logOutcome}
            value={state.outcome}
            onChange={(event) => change({ outcome: event.currentTarget.value })}
            data={[{ value: 'all', label: texts.everything }, ...OUTCOMES.map((value) => ({ value, label: texts.outcomes[value] }))]}
          />
        }
        empty={<EmptyState title={texts.noLog} />}
      />
    </section>
  );
}
