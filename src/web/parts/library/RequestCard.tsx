import { Button, Modal, NativeSelect } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useState } from 'react';
import { listAssets } from '#modules/library/contract/assets.ts';
import { answerRequest, confirmRequest, deliverRequest, type listRequests, withdrawRequest } from '#modules/library/contract/requests.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { useRead, useWrite } from '../../data.ts';
import { useFormat } from '../../format.ts';
import { paths } from '../../paths.ts';
import { useTexts } from '../../texts/texts.ts';
import { FormShell } from '../../ui/FormShell.tsx';
import { Go } from '../../ui/Go.tsx';
import { Mark, When } from '../../ui/marks.tsx';
import { useToast } from '../../ui/toast.tsx';
import classes from './library.module.css';
import { ReasonForm } from './ReasonForm.tsx';
import { personaName, stageName } from './words.ts';

export type Request = OutputOf<typeof listRequests>['items'][number];
const WRITES = { invalidates: ['asset_request'] };

/** One request: what is needed, what waits for it, how late it is, and the next move of whoever owes it. */
export function RequestCard({ request }: { request: Request }) {
  const texts = useTexts();
  const words = texts.library.requests;
  const format = useFormat();
  const isOpen = request.status === 'asked' || request.status === 'accepted';
  const tone = { in_time: 'plain', soon: 'soon', late: 'late' } as const;
  return (
    <article className={classes.card} aria-label={request.need}>
      <div className={classes.line}>
        <h3>{request.need}</h3>
        <Mark tone={request.status === 'confirmed' ? 'good' : 'plain'}>{words.states[request.status]}</Mark>
        {(isOpen || request.lateness === 'late') && (
          <Mark tone={tone[request.lateness]}>
            {words.lateness[request.lateness]} · <When at={request.dueAt} />
          </Mark>
        )}
        <span className={`${classes.quiet} ${classes.end}`}>
          {request.askedBy?.name} · <When at={request.askedAt} />
        </span>
      </div>
      <p className={classes.quiet}>
        {request.persona ? personaName(texts, request.persona) : texts.library.anyPersona} ·{' '}
        {request.stage ? stageName(texts, request.stage) : texts.library.anyStage}
        {request.stake &&
          request.stake.length > 0 &&
          ` · ${words.stake}: ${request.stake.map((money) => format.money(money, 'short')).join(', ')}`}
      </p>
      {(request.deals.length > 0 || request.otherDeals > 0) && (
        <p className={classes.quiet}>
          {request.deals.map(({ id, name }) => (
            <span key={id}>
              <Go to={paths.deal(id)}>{name}</Go>{' '}
            </span>
          ))}
          {request.otherDeals > 0 && words.more(format.number(request.otherDeals))}
        </p>
      )}
      {request.reason && <p className={classes.plain}>{request.reason}</p>}
      {request.asset && (
        <p className={classes.plain}>
          {words.delivered}: <Go to={paths.asset(request.asset.id)}>{request.asset.name}</Go>
        </p>
      )}
      <Moves request={request} />
    </article>
  );
}

function Moves({ request: { id, may } }: { request: Request }) {
  const words = useTexts().library.requests;
  const toast = useToast();
  const [open, setOpen] = useState<'decline' | 'deliver' | 'missing' | null>(null);
  const answer = useWrite(answerRequest, WRITES);
  const confirm = useWrite(confirmRequest, WRITES);
  const withdraw = useWrite(withdrawRequest, WRITES);
  const close = () => setOpen(null);
  return (
    <div className={classes.line}>
      {may.answer && (
        <>
          <Button size="compact-sm" onClick={() => answer.mutate({ id, accept: true }, { onError: toast.problem })}>
            {words.accept}
          </Button>
          <Button size="compact-sm" variant="default" onClick={() => setOpen('decline')}>
            {words.decline}
          </Button>
        </>
      )}
      {may.deliver && (
        <Button size="compact-sm" variant="default" onClick={() => setOpen('deliver')}>
          {words.deliver}
        </Button>
      )}
      {may.confirm && (
        <>
          <Button size="compact-sm" onClick={() => confirm.mutate({ id, fits: true }, { onError: toast.problem })}>
            {words.confirm}
          </Button>
          <Button size="compact-sm" variant="default" onClick={() => setOpen('missing')}>
            {words.missing}
          </Button>
        </>
      )}
      {may.withdraw && (
        <Button size="compact-sm" variant="subtle" onClick={() => withdraw.mutate({ id }, { onError: toast.problem })}>
          {words.withdraw}
        </Button>
      )}
      {open === 'decline' && (
        <ReasonForm title={words.decline} onClose={close} onSubmit={(reason) => answer.mutateAsync({ id, accept: false, reason })} />
      )}
      {open === 'missing' && (
        <ReasonForm
          title={words.missing}
          label={words.missingReason}
          onClose={close}
          onSubmit={(reason) => confirm.mutateAsync({ id, fits: false, reason })}
        />
      )}
      {open === 'deliver' && <DeliverForm id={id} onClose={close} />}
    </div>
  );
}

function DeliverForm({ id, onClose }: { id: string; onClose: () => void }) {
  const { library, ui } = useTexts();
  const words = library.requests;
  const { data } = useRead(listAssets, { state: 'published' }, { topics: ['asset'] });
  const deliver = useWrite(deliverRequest, WRITES);
  const form = useForm({ initialValues: { assetId: '' }, validate: { assetId: (value) => (value === '' ? ui.form.required : null) } });
  return (
    <Modal opened onClose={onClose} title={words.deliver} closeOnEscape={false} closeButtonProps={{ 'aria-label': ui.common.close }}>
      <FormShell
        form={form}
        action={words.deliver}
        onCancel={onClose}
        onSubmit={async ({ assetId }) => {
          await deliver.mutateAsync({ id, assetId });
          onClose();
        }}
      >
        <NativeSelect
          label={words.which}
          data-autofocus
          data={[{ value: '', label: '–' }, ...(data?.items ?? []).map((asset) => ({ value: asset.id, label: asset.name }))]}
          {...form.getInputProps('assetId')}
        />
      </FormShell>
    </Modal>
  );
}
