import { Button, Textarea } from '@mantine/core';
import { isNotEmpty, useForm } from '@mantine/form';
import { useState } from 'react';
import { closeRootCause, getRootCause } from '#modules/meetings/contract/agenda.ts';
import type { DecisionKind } from '#modules/meetings/schema.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { useRead, useWrite } from '../../data.ts';
import { useFormat } from '../../format.ts';
import { ActionForm, Actions } from '../../parts/meetings/Actions.tsx';
import { CausesForm } from '../../parts/meetings/CausesForm.tsx';
import { DecisionForm } from '../../parts/meetings/DecisionForm.tsx';
import { EvidenceRows } from '../../parts/meetings/EvidenceRows.tsx';
import classes from '../../parts/meetings/meetings.module.css';
import { paths } from '../../paths.ts';
import { useParam } from '../../place.ts';
import { useTexts } from '../../texts/texts.ts';
import { Mark, Side } from '../../ui/marks.tsx';
import { Page } from '../../ui/Page.tsx';
import { ProblemNotice } from '../../ui/ProblemNotice.tsx';
import { SideForm } from '../../ui/SideForm.tsx';

export type Problem = OutputOf<typeof getRootCause>;

/** From the problem to its evidence, its causes, the actions and the day on which it is looked at again. */
export function RootCauseScreen() {
  const texts = useTexts().meetings.causes;
  const id = useParam('id');
  const [form, setForm] = useState<'action' | 'close' | null>(null);
  const { data, error, refetch } = useRead(getRootCause, { id }, { topics: [`root_cause:${id}`, 'meeting', 'task'] });
  const crumbs = [{ title: texts.title, to: paths.rootCauses() }];
  if (!data)
    return (
      <Page title={error ? texts.title : undefined} crumbs={crumbs}>
        {error && <ProblemNotice problem={error} onRetry={() => void refetch()} />}
      </Page>
    );
  const close = data.may.write && (
    <Button disabled={data.missing.length > 0} onClick={() => setForm('close')}>
      {texts.close}
    </Button>
  );
  return (
    <Page
      title={data.problem}
      crumbs={crumbs}
      beside={<Mark tone={data.closedAt ? 'good' : 'soon'}>{data.closedAt ? texts.closed : texts.isOpen}</Mark>}
      actions={close}
    >
      <div className={classes.layout}>
        <div className={classes.sections}>
          {data.outcome && <p className={classes.note}>{data.outcome}</p>}
          {data.may.write ? <CausesForm key={data.id} of={data} /> : <Causes of={data} />}
          <section className={classes.section} aria-label={texts.causes}>
            <ActionsPart of={data} onAdd={() => setForm('action')} />
            {data.may.write && <Fitting of={data} />}
          </section>
        </div>
        <Beside of={data} />
      </div>
      {form === 'action' && <ActionForm of={{ rootCauseId: id }} onClose={() => setForm(null)} />}
      {form === 'close' && <CloseForm id={id} onClose={() => setForm(null)} />}
    </Page>
  );
}

function ActionsPart({ of, onAdd }: { of: Problem; onAdd: () => void }) {
  const { meetings } = useTexts();
  return (
    <>
      <h2 className={classes.heading}>{meetings.action.title}</h2>
      <Actions of={of.actions} />
      {of.may.write && (
        <Button variant="default" size="compact-sm" onClick={onAdd} style={{ alignSelf: 'flex-start' }}>
          {meetings.agenda.action}
        </Button>
      )}
    </>
  );
}

/** What can be decided on the causes that were written down, by kind. */
function Fitting({ of }: { of: Problem }) {
  const { causes: texts, decisions } = useTexts().meetings;
  const [kind, setKind] = useState<DecisionKind | null>(null);
  const kinds = [...new Set(of.causes.flatMap(({ fits }) => fits))];
  return (
    <>
      <div className={`${classes.bar} ${classes.unprinted}`}>
        {kinds.map((one) => (
          <Button key={one} size="compact-xs" variant="subtle" onClick={() => setKind(one)}>
            {texts.decide(decisions.kinds[one])}
          </Button>
        ))}
      </div>
      {kind && <DecisionForm at={{ meetingId: of.meeting?.id ?? null, itemId: null }} kind={kind} onClose={() => setKind(null)} />}
    </>
  );
}

function Causes({ of }: { of: Problem }) {
  const texts = useTexts().meetings.causes;
  return (
    <section className={classes.section} aria-label={texts.causes}>
      <h2 className={classes.heading}>{texts.causes}</h2>
      {of.causes.map((cause) => (
        <article key={cause.text} className={classes.card}>
          <span>
            <Mark>{texts.categories[cause.category]}</Mark>
          </span>
          <p className={classes.sentence}>{cause.text}</p>
          <ol className={classes.bullets}>
            {cause.whys.map((why) => (
              <li key={why}>{why}</li>
            ))}
          </ol>
        </article>
      ))}
    </section>
  );
}

function Beside({ of }: { of: Problem }) {
  const { meetings } = useTexts();
  const texts = meetings.causes;
  const format = useFormat();
  return (
    <div className={classes.sections}>
      {of.missing.length > 0 && !of.closedAt && (
        <section className={classes.section} aria-label={texts.lacks}>
          <h2 className={classes.heading}>{texts.lacks}</h2>
          <ul className={classes.bullets}>
            {of.missing.map((one) => (
              <li key={one}>{texts.missing[one]}</li>
            ))}
          </ul>
        </section>
      )}
      {of.present.length > 0 && (
        <div className={classes.bar}>
          {of.present.map((side) => (
            <Side key={side} side={side} />
          ))}
          <span className={classes.quiet}>{of.meeting?.title}</span>
        </div>
      )}
      {of.evidence.length > 0 && (
        <section className={classes.section} aria-label={texts.evidence}>
          <h2 className={classes.heading}>{texts.evidence}</h2>
          {of.k !== null && of.n !== null && (
            <p className={classes.quiet}>{meetings.agenda.of(format.number(of.k), format.number(of.n))}</p>
          )}
          <EvidenceRows rows={of.evidence} />
        </section>
      )}
      {of.may.write && (
        <section className={classes.section} aria-label={texts.candidates}>
          <h2 className={classes.heading}>{texts.candidates}</h2>
          <ul className={classes.bullets}>
            {of.candidates.map((one) => (
              <li key={one}>{one}</li>
            ))}
          </ul>
        </section>
      )}
    </div>
  );
}

function CloseForm({ id, onClose }: { id: string; onClose: () => void }) {
  const { meetings, ui } = useTexts();
  const texts = meetings.causes;
  const close = useWrite(closeRootCause, { invalidates: ['root_cause'] });
  const form = useForm({ initialValues: { outcome: '' }, validate: { outcome: isNotEmpty(ui.form.required) } });
  return (
    <SideForm
      opened
      onClose={onClose}
      title={texts.close}
      form={form}
      action={texts.close}
      onSubmit={async ({ outcome }) => {
        await close.mutateAsync({ id, outcome });
        onClose();
      }}
    >
      <Textarea label={texts.outcome} required autosize minRows={3} maxLength={1000} {...form.getInputProps('outcome')} />
    </SideForm>
  );
}
