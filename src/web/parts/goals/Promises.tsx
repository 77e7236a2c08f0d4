import { Button, NumberInput, Select, Switch, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useState } from 'react';
import { createPromise, getPromises, judgePromise, listPromises } from '#modules/goals/contract/promises.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { useRead, useReadPages, useWrite } from '../../data.ts';
import { useFormat } from '../../format.ts';
import { useCan } from '../../session.ts';
import { useTexts } from '../../texts/texts.ts';
import { Figures } from '../../ui/Figure.tsx';
import { Go } from '../../ui/Go.tsx';
import { Heads } from '../../ui/Heads.tsx';
import { Mark, Side } from '../../ui/marks.tsx';
import { ReadTable } from '../../ui/ReadTable.tsx';
import { Scroll } from '../../ui/Scroll.tsx';
import { SideForm } from '../../ui/SideForm.tsx';
import { useToast } from '../../ui/toast.tsx';
import classes from './goals.module.css';
import { KeptFigure, PROMISE_TOPICS } from './KeptFigure.tsx';

type Item = OutputOf<typeof listPromises>['items'][number];

/** What the teams promised each other, and how it went. */
export function Promises({ today }: { today: string }) {
  const {
    goals,
    goals: { promises: texts },
  } = useTexts();
  const format = useFormat();
  const may = useCan('record:write');
  const figures = useRead(getPromises, {}, { topics: PROMISE_TOPICS });
  const list = useReadPages(listPromises, {}, { topics: PROMISE_TOPICS });
  const items = list.data?.pages.flatMap((page) => page.items) ?? [];
  const [adding, setAdding] = useState(false);
  const [judged, setJudged] = useState<Item | null>(null);
  if (!list.data) return null;
  return (
    <section className={classes.section} aria-label={texts.title}>
      <div className={classes.line}>
        <h2 className={`${classes.heading} ${classes.grow}`}>{texts.title}</h2>
        {may && (
          <Button variant="default" size="xs" onClick={() => setAdding(true)}>
            {texts.add}
          </Button>
        )}
      </div>
      <p className={classes.quiet}>{texts.lead}</p>
      {items.length === 0 ? (
        <p className={classes.quiet}>{texts.none}</p>
      ) : (
        <>
          <Figures>
            {figures.data?.sides.map((side) => (
              <KeptFigure key={side.by} side={side} label={texts.reliability(goals.sides[side.by])} />
            ))}
          </Figures>
          <Scroll label={texts.title}>
            <ReadTable>
              <Heads of={Object.values(texts.columns)} />
              <tbody>
                {items.map((item) => (
                  <tr key={`${item.source} ${item.id} ${item.by}`}>
                    <th scope="row">{item.source === 'hand' ? item.what : <Go to={item.link}>{item.what ?? texts.hidden}</Go>}</th>
                    <td>
                      <Side side={item.by} />
                    </td>
                    <td>{format.date(item.dueOn)}</td>
                    <td>
                      <Outcome item={item} />{' '}
                      {may && item.judgeable && item.state === 'open' && (
                        <Button size="compact-xs" variant="subtle" onClick={() => setJudged(item)}>
                          {texts.judge}
                        </Button>
                      )}
                    </td>
                    <td>{texts.sources[item.source]}</td>
                  </tr>
                ))}
              </tbody>
            </ReadTable>
          </Scroll>
          {list.hasNextPage && (
            <div>
              <Button variant="default" size="xs" onClick={() => void list.fetchNextPage()} loading={list.isFetchingNextPage}>
                {goals.rowsMore}
              </Button>
            </div>
          )}
        </>
      )}
      {adding && <AddPromise today={today} onClose={() => setAdding(false)} />}
      {judged && <JudgePromise item={judged} onClose={() => setJudged(null)} />}
    </section>
  );
}

function Outcome({ item }: { item: Item }) {
  const { promises: texts } = useTexts().goals;
  const format = useFormat();
  const amounts =
    item.promised !== null && item.delivered !== null
      ? ` · ${texts.amounts(format.number(Math.round(item.delivered)), format.number(Math.round(item.promised)))}`
      : '';
  if (item.state === 'open') return <Mark>{texts.open}</Mark>;
  return (
    <>
      <Mark tone={item.state === 'kept' ? 'good' : 'late'}>{texts[item.state]}</Mark>
      {item.state === 'late' && item.doneOn && ` · ${format.date(item.doneOn)}`}
      {amounts}
    </>
  );
}

function AddPromise({ today, onClose }: { today: string; onClose: () => void }) {
  const {
    goals,
    goals: { promises: texts },
  } = useTexts();
  const toast = useToast();
  const create = useWrite(createPromise, { invalidates: ['promise'] });
  const form = useForm({ initialValues: { by: 'sales' as Item['by'], what: '', dueOn: today, promised: '' as number | '' } });
  const submit = async ({ promised, ...values }: typeof form.values) => {
    await create.mutateAsync({ ...values, promised: promised === '' ? null : Number(promised) });
    toast.done(texts.saved);
    onClose();
  };
  return (
    <SideForm form={form} title={texts.add} opened onClose={onClose} action={texts.add} onSubmit={submit}>
      <Select
        label={texts.by}
        allowDeselect={false}
        data={(['sales', 'marketing'] as const).map((value) => ({ value, label: goals.sides[value] }))}
        {...form.getInputProps('by')}
      />
      <TextInput label={texts.what} required {...form.getInputProps('what')} />
      <TextInput type="date" label={texts.due} required {...form.getInputProps('dueOn')} />
      <NumberInput label={texts.amount} min={0} {...form.getInputProps('promised')} />
    </SideForm>
  );
}

function JudgePromise({ item, onClose }: { item: Item; onClose: () => void }) {
  const { promises: texts } = useTexts().goals;
  const judge = useWrite(judgePromise, { invalidates: ['promise'] });
  const form = useForm({ initialValues: { kept: true, delivered: '' as number | '' } });
  const submit = async ({ kept, delivered }: typeof form.values) => {
    await judge.mutateAsync({ id: item.id, kept, delivered: delivered === '' ? null : Number(delivered) });
    onClose();
  };
  return (
    <SideForm form={form} title={item.what ?? texts.hidden} opened onClose={onClose} action={texts.judge} onSubmit={submit}>
      <Switch label={texts.kept} {...form.getInputProps('kept', { type: 'checkbox' })} />
      {item.promised !== null && <NumberInput label={texts.delivered} min={0} required {...form.getInputProps('delivered')} />}
    </SideForm>
  );
}
