import { Button, Group, NativeSelect } from '@mantine/core';
import { useState } from 'react';
import {
  cancelPostal,
  changePostal,
  completePostal,
  drawPostalList,
  getPostal,
  listPostalRecipients,
} from '#modules/calendar/contract/postal.ts';
import { EVERYTHING } from '#modules/criteria/schema.ts';
import { listViews } from '#modules/lists/contract/views.ts';
import { useRead, useReadPages, useWrite } from '../../data.ts';
import { useFormat } from '../../format.ts';
import { type Postal, PostalForm } from '../../parts/calendar/PostalForm.tsx';
import classes from '../../parts/gate/gate.module.css';
import { Fact } from '../../parts/sends/Fact.tsx';
import own from '../../parts/sends/sends.module.css';
import { paths } from '../../paths.ts';
import { useParam, useUrlState } from '../../place.ts';
import { useTexts } from '../../texts/texts.ts';
import { confirm } from '../../ui/confirm.tsx';
import { Figure, Figures } from '../../ui/Figure.tsx';
import { Go } from '../../ui/Go.tsx';
import { Mark, Side } from '../../ui/marks.tsx';
import { Page } from '../../ui/Page.tsx';
import { ProblemNotice } from '../../ui/ProblemNotice.tsx';
import { useToast } from '../../ui/toast.tsx';
import { FilterPanel, FilterSentence } from '../lists/FilterPanel.tsx';

const DEFAULTS = { show: '' };

/** One mailing by post: day, list, offer; its list is drawn through the gate, and a letter is written down for each when it was posted. */
export function PostalScreen() {
  const { calendar, gate } = useTexts();
  const { postal: texts } = calendar;
  const format = useFormat();
  const id = useParam('id');
  const [state, change] = useUrlState(DEFAULTS);
  const { data, error, refetch } = useRead(getPostal, { id }, { topics: [`postal:${id}`, 'postal'] });
  const open = data?.mayWrite && (data.state === 'planned' || data.state === 'listed');
  return (
    <Page
      title={data?.name}
      crumbs={[{ title: calendar.title, to: paths.calendar(data ? { day: data.onDay } : {}) }]}
      beside={
        data && (
          <>
            <Side side={data.side} /> <Mark>{texts.states[data.state]}</Mark>
          </>
        )
      }
      actions={open && <Actions postal={data} />}
    >
      {error && <ProblemNotice problem={error} onRetry={() => void refetch()} />}
      {data && (
        <>
          <dl className={own.facts}>
            <Fact name={texts.day}>{format.date(data.onDay)}</Fact>
            <Fact name={texts.audience}>{gate.audiences[data.audience]}</Fact>
            <Fact name={texts.offer}>{data.offer && <Go to={paths.offer(data.offer.id)}>{data.offer.name}</Go>}</Fact>
            {!open && <Fact name={texts.list}>{data.view?.name}</Fact>}
          </dl>
          {data.state === 'posted' && data.endedAt && (
            <p className={classes.words}>{texts.postedOn(format.date(data.endedAt), data.endedBy?.name ?? texts.somebody)}</p>
          )}
          {open && <Whom postal={data} />}
          {data.listedAt && <Drawn postal={data} onOpen={(show) => void change({ show }, { push: true })} />}
          {state.show !== '' && <Rows id={id} leftOut={state.show === 'out'} onClose={() => void change({ show: '' })} />}
        </>
      )}
    </Page>
  );
}

function Actions({ postal }: { postal: Postal }) {
  const { postal: texts } = useTexts().calendar;
  const format = useFormat();
  const toast = useToast();
  const [editing, setEditing] = useState(false);
  const invalidates = ['postal', 'attention', 'activity', 'offer'];
  const complete = useWrite(completePostal, { invalidates, onDone: ({ letters }) => toast.done(texts.completed(format.number(letters))) });
  const cancel = useWrite(cancelPostal, { invalidates, onDone: () => toast.done(texts.cancelled) });
  const { id, letters, state } = postal;
  const doComplete = async () => {
    const body = texts.completeBody(format.number(letters));
    if (await confirm({ title: texts.completeTitle, body, action: texts.complete })) await complete.mutateAsync({ id });
  };
  const doCancel = async () => {
    if (await confirm({ title: texts.cancelTitle, body: texts.cancelBody, action: texts.cancel, danger: true }))
      await cancel.mutateAsync({ id });
  };
  return (
    <Group gap="sm">
      {state === 'listed' && <Button onClick={() => void doComplete().catch(toast.problem)}>{texts.complete}</Button>}
      <Button variant="default" onClick={() => setEditing(true)}>
        {texts.edit}
      </Button>
      <Button variant="subtle" color="red" onClick={() => void doCancel().catch(toast.problem)}>
        {texts.cancel}
      </Button>
      {editing && <PostalForm postal={postal} day={postal.onDay} onClose={() => setEditing(false)} />}
    </Group>
  );
}

/** The list or the conditions, and the drawing through the gate. */
function Whom({ postal }: { postal: Postal }) {
  const { postal: texts } = useTexts().calendar;
  const format = useFormat();
  const toast = useToast();
  const [filtering, setFiltering] = useState(false);
  const views = useRead(listViews, { entity: 'contact' }, { topics: ['view'] });
  const save = useWrite(changePostal, { invalidates: ['postal'] });
  const draw = useWrite(drawPostalList, {
    invalidates: ['postal'],
    onDone: ({ letters, leftOut }) => toast.done(texts.drawn(format.number(letters), format.number(leftOut))),
  });
  const { id, viewId, criteria, view, state } = postal;
  const change = (values: { viewId: string } | { criteria: typeof EVERYTHING }) =>
    save.mutate({ id, ...values }, { onError: toast.problem });
  const saved = (views.data?.items ?? []).map((one) => ({ value: one.id, label: one.name }));
  if (view && !saved.some(({ value }) => value === view.id)) saved.unshift({ value: view.id, label: view.name });
  return (
    <section className={classes.section} aria-label={texts.whom}>
      <h2 className={classes.heading}>{texts.whom}</h2>
      <div className={classes.line}>
        <NativeSelect
          aria-label={texts.list}
          data={[{ value: '', label: texts.conditions }, ...saved]}
          value={viewId ?? ''}
          onChange={(event) => change(event.currentTarget.value === '' ? { criteria: EVERYTHING } : { viewId: event.currentTarget.value })}
        />
        {viewId === null && (
          <Button variant="default" onClick={() => setFiltering(true)}>
            {texts.narrow}
          </Button>
        )}
      </div>
      {viewId === null && criteria === null && <p className={classes.quiet}>{texts.nobody}</p>}
      {criteria && <FilterSentence entity="contact" criteria={criteria} onClear={() => change({ criteria: EVERYTHING })} />}
      <FilterPanel
        entity="contact"
        criteria={criteria ?? EVERYTHING}
        onChange={(next) => change({ criteria: next })}
        opened={filtering}
        onClose={() => setFiltering(false)}
        problem={null}
      />
      <div>
        <Button
          variant={state === 'listed' ? 'default' : 'filled'}
          disabled={viewId === null && criteria === null}
          loading={draw.isPending}
          onClick={() => draw.mutate({ id }, { onError: toast.problem })}
        >
          {state === 'listed' ? texts.drawAgain : texts.draw}
        </Button>
      </div>
      <p className={classes.quiet}>{texts.drawHelp}</p>
    </section>
  );
}

function Drawn({ postal, onOpen }: { postal: Postal; onOpen: (show: 'in' | 'out') => void }) {
  const { calendar, gate } = useTexts();
  const { postal: texts } = calendar;
  const format = useFormat();
  const out = postal.leftOut.reduce((sum, { n }) => sum + n, 0);
  return (
    <section className={classes.section} aria-label={texts.letters}>
      {postal.listedAt && <p className={classes.quiet}>{texts.drawnOn(format.date(postal.listedAt))}</p>}
      <Figures>
        <Figure label={texts.letters} definition={texts.lettersHelp} value={format.number(postal.letters)} onOpen={() => onOpen('in')} />
        <Figure label={texts.leftOut} value={format.number(out)} onOpen={() => onOpen('out')} />
      </Figures>
      <ul className={classes.list}>
        {postal.leftOut.map(({ code, n }) => (
          <li key={code}>{`${gate.codes[code]}: ${format.number(n)}`}</li>
        ))}
      </ul>
    </section>
  );
}

function Rows({ id, leftOut, onClose }: { id: string; leftOut: boolean; onClose: () => void }) {
  const { calendar, gate, sends } = useTexts();
  const { postal: texts } = calendar;
  const title = leftOut ? texts.leftOut : texts.letters;
  const list = useReadPages(listPostalRecipients, { id, leftOut }, { topics: [`postal:${id}`] });
  return (
    <section className={classes.section} aria-label={title}>
      <div className={classes.line}>
        <h2 className={classes.heading}>{title}</h2>
        <Button size="compact-xs" variant="subtle" onClick={onClose}>
          {calendar.close}
        </Button>
      </div>
      {list.error && <ProblemNotice problem={list.error} onRetry={() => void list.refetch()} />}
      {list.data?.pages[0]?.items.length === 0 && <p className={classes.quiet}>{sends.rows.none}</p>}
      <ul className={classes.list}>
        {list.data?.pages
          .flatMap((page) => page.items)
          .map(({ contact, company, street, postalCode, city, country, code }) => (
            <li key={contact.id} className={classes.item}>
              <span className={classes.line}>
                <Go to={paths.contact(contact.id)}>{contact.name}</Go>
                {code && <span className={classes.quiet}>{gate.codes[code]}</span>}
              </span>
              <span className={classes.quiet}>
                {[company, street, [postalCode, city].filter(Boolean).join(' '), country].filter(Boolean).join(', ')}
              </span>
            </li>
          ))}
      </ul>
      {list.hasNextPage && (
        <Button variant="default" w="fit-content" loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
          {calendar.more}
        </Button>
      )}
    </section>
  );
}
