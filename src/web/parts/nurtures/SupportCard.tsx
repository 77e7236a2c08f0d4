import { Button, Checkbox, Modal, Select, Textarea } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useState } from 'react';
import { decideSupport, type listSupport, withdrawSupport } from '#modules/nurtures/contract/around.ts';
import { listTracks } from '#modules/nurtures/contract/tracks.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { useRead, useWrite } from '../../data.ts';
import { useFormat } from '../../format.ts';
import { paths } from '../../paths.ts';
import { useTexts } from '../../texts/texts.ts';
import { confirm } from '../../ui/confirm.tsx';
import { FormShell } from '../../ui/FormShell.tsx';
import { Go } from '../../ui/Go.tsx';
import { Mark, Money, Side, When } from '../../ui/marks.tsx';
import { useToast } from '../../ui/toast.tsx';
import classes from './nurtures.module.css';

export type Support = OutputOf<typeof listSupport>['items'][number];

/** One request for support on a deal: the wish, the answer, what runs for whom. */
export function SupportCard({ support, onDeal = false }: { support: Support; onDeal?: boolean }) {
  const { support: texts } = useTexts().warming;
  const [deciding, setDeciding] = useState<'accept' | 'decline' | null>(null);
  const withdraw = useWithdraw(support);
  const { deal, company, amountMinor, currency, state, track, group } = support;
  const on = group.filter(({ enrolmentId }) => enrolmentId !== null);
  return (
    <article className={classes.box} aria-label={deal.name}>
      <div className={classes.line}>
        {!onDeal && (
          <h2>
            <Go to={paths.deal(deal.id)}>{deal.name}</Go>
          </h2>
        )}
        {!onDeal && company && <Go to={paths.company(company.id)}>{company.name}</Go>}
        {!onDeal && amountMinor !== null && currency && <Money value={{ amountMinor, currency }} />}
        <Mark>{texts.states[state]}</Mark>
        <span className={classes.quiet}>
          {support.requestedBy && texts.by(support.requestedBy.name)} · <When at={support.requestedAt} />
        </span>
      </div>
      <div className={classes.line}>
        <Side side="sales" />
        <p className={classes.plain}>{support.wish}</p>
      </div>
      {(support.answer || track) && (
        <div className={classes.line}>
          <Side side="marketing" />
          <p className={classes.plain}>
            {support.answer} {track && <Go to={paths.track(track.id)}>{texts.runs(track.name)}</Go>}
          </p>
        </div>
      )}
      {state === 'running' && (
        <ul className={classes.plainList} aria-label={texts.group}>
          {group.map(({ contactId, name, role, enrolmentId }) => (
            <li key={contactId}>
              <Go to={paths.contact(contactId)}>{name}</Go>{' '}
              <span className={classes.quiet}>{[role, enrolmentId ? texts.on : texts.notOn].filter(Boolean).join(' · ')}</span>
            </li>
          ))}
          {on.length === 0 && group.length === 0 && <li className={classes.quiet}>{texts.notOn}</li>}
        </ul>
      )}
      {(support.mayDecide || support.mayWithdraw) && (
        <div className={classes.line}>
          {support.mayDecide && state === 'requested' && (
            <>
              <Button size="compact-md" onClick={() => setDeciding('accept')}>
                {texts.accept}
              </Button>
              <Button size="compact-md" variant="default" onClick={() => setDeciding('decline')}>
                {texts.decline}
              </Button>
            </>
          )}
          {support.mayWithdraw && (
            <Button size="compact-md" variant="subtle" onClick={() => void withdraw()}>
              {texts.withdraw}
            </Button>
          )}
        </div>
      )}
      {deciding === 'accept' && <AcceptForm support={support} onClose={() => setDeciding(null)} />}
      {deciding === 'decline' && <DeclineForm support={support} onClose={() => setDeciding(null)} />}
    </article>
  );
}

const CHANGES = ['support_request', 'enrolment', 'track'];

function useWithdraw(support: Support) {
  const { support: texts } = useTexts().warming;
  const toast = useToast();
  const withdraw = useWrite(withdrawSupport, { invalidates: CHANGES, onDone: () => toast.done(texts.withdrawn) });
  return async () => {
    if (support.state === 'running' && !(await confirm({ title: texts.withdrawTitle, body: texts.withdrawBody, action: texts.withdraw })))
      return;
    await withdraw.mutateAsync({ id: support.id }).catch(toast.problem);
  };
}

function AcceptForm({ support, onClose }: { support: Support; onClose: () => void }) {
  const { warming, ui } = useTexts();
  const texts = warming.support;
  const format = useFormat();
  const toast = useToast();
  const { data } = useRead(listTracks, { kind: 'deal_support', open: true }, { topics: ['track'] });
  const decide = useWrite(decideSupport, { invalidates: CHANGES });
  const form = useForm({
    initialValues: { trackId: '', contactIds: support.group.filter(({ onDeal }) => onDeal).map(({ contactId }) => contactId), answer: '' },
    validate: { trackId: (id) => (id ? null : ui.form.required) },
  });
  const submit = async ({ trackId, contactIds, answer }: typeof form.values) => {
    const { enrolled, refused } = await decide.mutateAsync({ id: support.id, decision: 'accept', trackId, contactIds, answer });
    toast.done([texts.done(format.number(enrolled)), ...refused.map(({ name, says }) => texts.refused(name, says))].join(' '));
    onClose();
  };
  return (
    <Modal
      opened
      onClose={onClose}
      title={texts.acceptTitle(support.deal.name)}
      closeOnEscape={false}
      closeButtonProps={{ 'aria-label': ui.common.close }}
    >
      <FormShell form={form} action={texts.accept} onSubmit={submit} onCancel={onClose} guard={false}>
        {data?.items.length === 0 && (
          <p className={classes.plain}>
            {texts.noTrack} <Go to={paths.tracks({ kind: 'deal_support' })}>{texts.makeTrack}</Go>
          </p>
        )}
        <Select
          label={texts.track}
          data={(data?.items ?? []).map(({ id, name }) => ({ value: id, label: name }))}
          data-autofocus
          {...form.getInputProps('trackId')}
        />
        <Checkbox.Group label={texts.people} {...form.getInputProps('contactIds')}>
          <div className={classes.list} style={{ marginTop: 4 }}>
            {support.group.map(({ contactId, name, role }) => (
              <Checkbox key={contactId} value={contactId} label={[name, role].filter(Boolean).join(' · ')} />
            ))}
          </div>
        </Checkbox.Group>
        <Textarea label={texts.answer} autosize minRows={2} maxLength={1_000} {...form.getInputProps('answer')} />
      </FormShell>
    </Modal>
  );
}

function DeclineForm({ support, onClose }: { support: Support; onClose: () => void }) {
  const { warming, ui } = useTexts();
  const texts = warming.support;
  const toast = useToast();
  const decide = useWrite(decideSupport, { invalidates: CHANGES, onDone: () => toast.done(texts.declined) });
  const form = useForm({ initialValues: { answer: '' }, validate: { answer: (why) => (why.trim() ? null : ui.form.required) } });
  return (
    <Modal
      opened
      onClose={onClose}
      title={texts.declineTitle(support.deal.name)}
      closeOnEscape={false}
      closeButtonProps={{ 'aria-label': ui.common.close }}
    >
      <FormShell
        form={form}
        action={texts.decline}
        onCancel={onClose}
        guard={false}
        onSubmit={async ({ answer }) => {
          await decide.mutateAsync({ id: support.id, decision: 'decline', answer: answer.trim() });
          onClose();
        }}
      >
        <Textarea label={texts.why} required autosize minRows={2} maxLength={1_000} data-autofocus {...form.getInputProps('answer')} />
      </FormShell>
    </Modal>
  );
}
