import { Button, Modal, NativeSelect, Textarea } from '@mantine/core';
import { isNotEmpty, useForm } from '@mantine/form';
import { useState } from 'react';
import { decideDispute, listDisputes, raiseDispute, signDispute, writeToDispute } from '#modules/library/contract/disputes.ts';
import { OUTCOMES } from '#modules/library/schema.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { useRead, useWrite } from '../../data.ts';
import { useTexts } from '../../texts/texts.ts';
import { FormShell } from '../../ui/FormShell.tsx';
import { Mark, Side, When } from '../../ui/marks.tsx';
import { useToast } from '../../ui/toast.tsx';
import { AssetFigures } from './AssetFigures.tsx';
import classes from './library.module.css';

type Dispute = OutputOf<typeof listDisputes>['items'][number];
const TOPICS = ['asset_dispute', 'asset'];

/** Where the teams disagree on an asset: the evidence of the day, what was said, and the decision that both sides sign. */
export function AssetDisputes({ assetId, mayRaise }: { assetId: string; mayRaise: boolean }) {
  const words = useTexts().library.disputes;
  const [raising, setRaising] = useState(false);
  const { data } = useRead(listDisputes, { assetId }, { topics: ['asset_dispute'] });
  return (
    <section className={classes.section} aria-label={words.title}>
      <div className={classes.line}>
        <h2 className={classes.heading}>{words.title}</h2>
        {mayRaise && (
          <Button size="compact-sm" variant="default" onClick={() => setRaising(true)}>
            {words.raise}
          </Button>
        )}
      </div>
      {data?.items.length === 0 && <p className={classes.quiet}>{words.none}</p>}
      {data?.items.map((dispute) => (
        <DisputeCard key={dispute.id} dispute={dispute} />
      ))}
      {raising && <RaiseForm assetId={assetId} onClose={() => setRaising(false)} />}
    </section>
  );
}

function RaiseForm({ assetId, onClose }: { assetId: string; onClose: () => void }) {
  const { library, ui } = useTexts();
  const words = library.disputes;
  const raise = useWrite(raiseDispute, { invalidates: TOPICS });
  const form = useForm({ initialValues: { claim: '' }, validate: { claim: isNotEmpty(ui.form.required) } });
  return (
    <Modal opened onClose={onClose} title={words.raise} closeOnEscape={false} closeButtonProps={{ 'aria-label': ui.common.close }}>
      <FormShell
        form={form}
        action={words.raise}
        onCancel={onClose}
        onSubmit={async ({ claim }) => {
          await raise.mutateAsync({ id: assetId, claim });
          onClose();
        }}
      >
        <Textarea
          label={words.claim}
          description={words.claimHelp}
          data-autofocus
          autosize
          minRows={3}
          maxLength={1000}
          {...form.getInputProps('claim')}
        />
      </FormShell>
    </Modal>
  );
}

function DisputeCard({ dispute }: { dispute: Dispute }) {
  const words = useTexts().library.disputes;
  const [deciding, setDeciding] = useState(false);
  return (
    <article className={classes.card} aria-label={dispute.claim}>
      <div className={classes.line}>
        <h3>{dispute.claim}</h3>
        {dispute.decidedAt && <Mark tone="good">{words.decided}</Mark>}
        <span className={`${classes.quiet} ${classes.end}`}>
          {dispute.raisedBy?.name} · <When at={dispute.raisedAt} />
        </span>
      </div>
      <p className={classes.quiet}>{words.evidence}</p>
      <AssetFigures of={dispute.evidence} />
      <ul className={classes.list}>
        {dispute.entries.map((entry) => (
          <li key={entry.id}>
            <p className={classes.plain}>{entry.body}</p>
            <p className={classes.quiet}>
              {entry.by?.name} · <When at={entry.at} />
            </p>
          </li>
        ))}
      </ul>
      {dispute.decision && <Decision dispute={dispute} decision={dispute.decision} />}
      {dispute.mayWrite && <Say id={dispute.id} onDecide={() => setDeciding(true)} />}
      {deciding && <DecideForm id={dispute.id} onClose={() => setDeciding(false)} />}
    </article>
  );
}

function Decision({ dispute, decision }: { dispute: Dispute; decision: NonNullable<Dispute['decision']> }) {
  const words = useTexts().library.disputes;
  const toast = useToast();
  const sign = useWrite(signDispute, { invalidates: TOPICS, onDone: ({ closed }) => closed && toast.done(words.closed) });
  return (
    <div className={classes.section}>
      <p className={classes.plain}>
        <Mark>{dispute.decidedAt ? words.decided : words.proposed}</Mark> {words.outcomes[decision.outcome]}: {decision.note}
      </p>
      <div className={classes.line}>
        {decision.signatures.map(({ party, member }) => (
          <Side key={party} side={party}>
            {words.signed(member.name)}
          </Side>
        ))}
        {dispute.decidedAt === null && <span className={classes.quiet}>{words.waits}</span>}
        {dispute.signsFor && (
          <Button
            size="compact-sm"
            loading={sign.isPending}
            onClick={() => sign.mutate({ id: dispute.id, contentHash: decision.hash }, { onError: toast.problem })}
          >
            {words.sign}
          </Button>
        )}
      </div>
    </div>
  );
}

function Say({ id, onDecide }: { id: string; onDecide: () => void }) {
  const words = useTexts().library.disputes;
  const toast = useToast();
  const [body, setBody] = useState('');
  const write = useWrite(writeToDispute, { invalidates: TOPICS, onDone: () => setBody('') });
  return (
    <>
      <Textarea
        aria-label={words.say}
        placeholder={words.say}
        autosize
        minRows={1}
        value={body}
        maxLength={2000}
        onChange={(event) => setBody(event.currentTarget.value)}
      />
      <div className={classes.line}>
        <Button
          size="compact-sm"
          variant="default"
          disabled={body.trim().length < 3}
          onClick={() => write.mutate({ id, body }, { onError: toast.problem })}
        >
          {words.send}
        </Button>
        <Button size="compact-sm" variant="subtle" onClick={onDecide}>
          {words.decide}
        </Button>
      </div>
    </>
  );
}

function DecideForm({ id, onClose }: { id: string; onClose: () => void }) {
  const { library, ui } = useTexts();
  const words = library.disputes;
  const decide = useWrite(decideDispute, { invalidates: TOPICS });
  const form = useForm({ initialValues: { outcome: 'fix' as string, note: '' }, validate: { note: isNotEmpty(ui.form.required) } });
  return (
    <Modal opened onClose={onClose} title={words.decide} closeOnEscape={false} closeButtonProps={{ 'aria-label': ui.common.close }}>
      <FormShell
        form={form}
        action={words.decide}
        onCancel={onClose}
        onSubmit={async ({ outcome, note }) => {
          await decide.mutateAsync({ id, outcome: OUTCOMES.find((one) => one === outcome) ?? 'fix', note });
          onClose();
        }}
      >
        <NativeSelect
          label={words.outcome}
          data={OUTCOMES.map((value) => ({ value, label: words.outcomes[value] }))}
          {...form.getInputProps('outcome')}
        />
        <Textarea label={words.note} description={words.waits} autosize minRows={2} maxLength={1000} {...form.getInputProps('note')} />
      </FormShell>
    </Modal>
  );
}
