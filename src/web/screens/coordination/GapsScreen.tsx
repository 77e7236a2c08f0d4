import { Button } from '@mantine/core';
import { askGap, closeGapAsk, listGaps, listInformationGapRows } from '#modules/coordination/contract/gaps.ts';
import { GAPS, type Gap } from '#modules/coordination/schema.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { useRead, useWrite } from '../../data.ts';
import { useFormat } from '../../format.ts';
import { paths } from '../../paths.ts';
import { useUrlState } from '../../place.ts';
import { useSession } from '../../session.ts';
import { useTexts } from '../../texts/texts.ts';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { Go } from '../../ui/Go.tsx';
import { When } from '../../ui/marks.tsx';
import { Page } from '../../ui/Page.tsx';
import { ProblemNotice } from '../../ui/ProblemNotice.tsx';
import { DataTable } from '../../ui/table/DataTable.tsx';
import { useToast } from '../../ui/toast.tsx';
import classes from './coordination.module.css';

type Item = OutputOf<typeof listGaps>['items'][number];
type Row = OutputOf<typeof listInformationGapRows>['items'][number];
const DEFAULTS = { gap: '', mine: false };

/** What each team lacks of the other; a gap opens its records, and becomes an ask. */
export function GapsScreen() {
  const [{ gap, mine }] = useUrlState(DEFAULTS);
  const known = GAPS.find((one) => one === gap);
  return known ? <Rows gap={known} mine={mine} /> : <AllGaps />;
}

function AllGaps() {
  const texts = useTexts().coordination.gaps;
  const { data, error, refetch } = useRead(listGaps, {}, { topics: ['ask', 'lead', 'deal', 'campaign', 'asset'] });
  return (
    <Page title={texts.title} lead={texts.lead}>
      {error && <ProblemNotice problem={error} onRetry={() => void refetch()} />}
      {data?.items.length === 0 && <EmptyState title={texts.empty} body={texts.emptyBody} />}
      <ul className={classes.cards}>
        {data?.items.map((item) => (
          <GapCard key={item.gap} item={item} />
        ))}
      </ul>
      {data && data.items.length > 0 && data.complete.length > 0 && (
        <p className={classes.quiet}>
          {texts.complete}: {data.complete.map((gap) => texts.names[gap]).join(' · ')}
        </p>
      )}
    </Page>
  );
}

function GapCard({ item }: { item: Item }) {
  const texts = useTexts().coordination.gaps;
  const { ui } = useTexts();
  const format = useFormat();
  const toast = useToast();
  const ask = useWrite(askGap, { invalidates: ['ask'] });
  const send = (person: Item['people'][number]) =>
    ask.mutate(
      { gap: item.gap, memberId: person.id },
      { onError: toast.problem, onSuccess: ({ missing }) => toast.done(texts.done(person.name, format.number(missing))) },
    );
  return (
    <li className={classes.card}>
      <div className={classes.head}>
        <h2 className={classes.name}>
          <Go to={paths.informationGaps({ gap: item.gap })}>{texts.names[item.gap]}</Go>
        </h2>
        <strong>{texts.blocked(format.number(item.blocked))}</strong>
      </div>
      <p className={classes.line}>
        <span>{texts.missing(format.number(item.missing), format.number(item.total))}</span>
        <span className={classes.quiet}>{texts.needs(ui.sides[item.needer], ui.sides[item.giver])}</span>
        <span className={classes.quiet}>{item.blocks.map((one) => texts.decisions[one]).join(', ')}</span>
      </p>
      <div className={classes.line}>
        {item.people.map((person) =>
          person.asked ? (
            <span key={person.id} className={classes.quiet}>
              {texts.asked(person.name)}
            </span>
          ) : (
            <Button key={person.id} size="compact-sm" variant="default" onClick={() => send(person)}>
              {texts.ask(person.name, format.number(person.missing))}
            </Button>
          ),
        )}
      </div>
    </li>
  );
}

function Rows({ gap, mine }: { gap: Gap; mine: boolean }) {
  const texts = useTexts().coordination.gaps;
  const format = useFormat();
  const toast = useToast();
  const { member, permissions } = useSession();
  const list = useRead(
    listInformationGapRows,
    { gap, ...(mine ? { memberId: member.id } : {}) },
    { topics: ['ask', 'lead', 'deal', 'campaign', 'asset'] },
  );
  const close = useWrite(closeGapAsk, { invalidates: ['ask'], onDone: () => toast.done(texts.thanks) });
  const ask = list.data?.ask;
  return (
    <Page
      title={texts.names[gap]}
      {...(permissions.includes('coordination:work') ? { crumbs: [{ title: texts.back, to: paths.informationGaps() }] } : {})}
      lead={ask ? texts.fillIn(ask.by ?? '–', format.date(ask.dueAt)) : undefined}
      actions={
        ask && (
          <Button variant="default" onClick={() => close.mutate({ id: ask.id }, { onError: toast.problem })}>
            {texts.finished}
          </Button>
        )
      }
      fill
    >
      <DataTable<Row>
        id="gap-rows"
        label={texts.names[gap]}
        columns={[
          {
            id: 'record',
            title: texts.record,
            width: 320,
            render: (row: Row) => (row.link ? <Go to={row.link}>{row.name ?? '–'}</Go> : (row.name ?? '–')),
          },
          { id: 'whose', title: texts.whose, width: 200, render: (row: Row) => row.member?.name ?? texts.nobody },
          { id: 'since', title: texts.since, width: 140, render: (row: Row) => <When at={row.since} /> },
        ]}
        rows={list.data?.items}
        rowId={(row) => row.id}
        rowName={(row) => row.name ?? texts.record}
        problem={list.error}
        onRetry={() => void list.refetch()}
        empty={<EmptyState title={texts.noRows} />}
      />
    </Page>
  );
}
