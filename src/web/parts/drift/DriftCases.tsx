import { Button, Modal, Textarea } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useState } from 'react';
import { confirmDriftCase, dismissDriftCase, draftAmendment, listDriftSignals } from '#modules/drift/contract.ts';
import { SHORTEST_REASON } from '#modules/drift/schema.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { useRead, useWrite } from '../../data.ts';
import { useFormat } from '../../format.ts';
import { paths } from '../../paths.ts';
import { useTexts } from '../../texts/texts.ts';
import { FormShell } from '../../ui/FormShell.tsx';
import { useGo } from '../../ui/Go.tsx';
import { Mark, When } from '../../ui/marks.tsx';
import { ProblemNotice } from '../../ui/ProblemNotice.tsx';
import { useToast } from '../../ui/toast.tsx';
import classes from './drift.module.css';

type Read = OutputOf<typeof listDriftSignals>;
type Case = Read['items'][number];

/** What moved and waits: confirmed by people, written into the profile's draft, or let rest with a reason. */
export function DriftCases() {
  const texts = useTexts().drift;
  const { data, error, refetch } = useRead(listDriftSignals, {}, { topics: ['drift', 'profile'] });
  const [resting, setResting] = useState<Case | null>(null);
  if (error) return <ProblemNotice problem={error} onRetry={() => void refetch()} />;
  if (!data) return null;
  const open = data.items.filter(({ closedAt }) => closedAt === null);
  const closed = data.items.filter(({ closedAt }) => closedAt !== null);
  return (
    <section className={classes.section} aria-label={texts.cases}>
      <h2 className={classes.heading}>{texts.cases}</h2>
      {open.length === 0 && <p className={classes.quiet}>{texts.casesEmpty}</p>}
      {open.map((one) => (
        <CaseCard key={one.id} one={one} mayDecide={data.mayDecide} onRest={() => setResting(one)} />
      ))}
      {closed.length > 0 && <h3 className={classes.heading}>{texts.closed}</h3>}
      {closed.map((one) => (
        <CaseCard key={one.id} one={one} mayDecide={false} onRest={() => setResting(one)} />
      ))}
      {resting && <RestForm one={resting} onClose={() => setResting(null)} />}
    </section>
  );
}

function CaseCard({ one, mayDecide, onRest }: { one: Case; mayDecide: boolean; onRest: () => void }) {
  const texts = useTexts().drift;
  const format = useFormat();
  const segments = (list: Case['grown']) =>
    list
      .map(({ label, baseShare, currentShare }) =>
        texts.segment({ label, was: format.percent(baseShare), now: format.percent(currentShare) }),
      )
      .join(', ');
  return (
    <article className={classes.case}>
      <div className={classes.line}>
        <strong>{one.label}</strong>
        <Mark>{texts.states[one.state]}</Mark>
      </div>
      {one.grown.length > 0 && <p className={classes.plain}>{texts.grew(segments(one.grown))}</p>}
      {one.shrunk.length > 0 && <p className={classes.plain}>{texts.shrank(segments(one.shrunk))}</p>}
      <p className={classes.quiet}>
        {texts.opened} <When at={one.openedAt} /> · {one.openedBy?.name ?? texts.byFigures}
        {one.sightings > 0 && ` · ${texts.sightings(format.number(one.sightings))}`}
        {one.reason && ` · ${one.reason}`}
      </p>
      {mayDecide && <Decisions one={one} onRest={onRest} />}
    </article>
  );
}

function Decisions({ one, onRest }: { one: Case; onRest: () => void }) {
  const texts = useTexts().drift;
  const toast = useToast();
  const go = useGo();
  const confirm = useWrite(confirmDriftCase);
  const amend = useWrite(draftAmendment);
  const write = async () => {
    await amend.mutateAsync({ id: one.id });
    toast.done(texts.amended);
    await go(paths.profile());
  };
  return (
    <div className={classes.line}>
      {one.state === 'signal' && (
        <Button size="compact-sm" onClick={() => void confirm.mutateAsync({ id: one.id }).catch(toast.problem)}>
          {texts.confirm}
        </Button>
      )}
      {one.state === 'confirmed' && (
        <Button size="compact-sm" onClick={() => void write().catch(toast.problem)}>
          {texts.amend}
        </Button>
      )}
      {one.state === 'proposed' && (
        <Button size="compact-sm" variant="default" onClick={() => void go(paths.profile())}>
          {texts.toProfile}
        </Button>
      )}
      <Button size="compact-sm" variant="default" onClick={onRest}>
        {texts.dismiss}
      </Button>
    </div>
  );
}

function RestForm({ one, onClose }: { one: Case; onClose: () => void }) {
  const { drift: texts, ui } = useTexts();
  const dismiss = useWrite(dismissDriftCase);
  const form = useForm({ initialValues: { reason: '' } });
  return (
    <Modal opened onClose={onClose} title={texts.dismissTitle} closeOnEscape={false} closeButtonProps={{ 'aria-label': ui.common.close }}>
      <FormShell
        form={form}
        action={texts.dismiss}
        onCancel={onClose}
        onSubmit={async ({ reason }) => {
          await dismiss.mutateAsync({ id: one.id, reason });
          onClose();
        }}
      >
        <Textarea label={texts.reason} minLength={SHORTEST_REASON} autosize minRows={2} data-autofocus {...form.getInputProps('reason')} />
      </FormShell>
    </Modal>
  );
}
