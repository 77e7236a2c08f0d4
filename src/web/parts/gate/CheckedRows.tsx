import { Button } from '@mantine/core';
import { useState } from 'react';
import { listChecked } from '#modules/gate/contract/checks.ts';
import type { Verdict } from '#modules/gate/schema.ts';
import type { InputOf, OutputOf } from '#platform/shared/contract.ts';
import { useReadPages } from '../../data.ts';
import { useFormat } from '../../format.ts';
import { paths } from '../../paths.ts';
import { useCan } from '../../session.ts';
import { useTexts } from '../../texts/texts.ts';
import { Go } from '../../ui/Go.tsx';
import { Mark } from '../../ui/marks.tsx';
import { ProblemNotice } from '../../ui/ProblemNotice.tsx';
import { ListOfChecked } from '../lists/PeopleListForms.tsx';
import classes from './gate.module.css';
import { CHECK_TOPICS, GRADE_MARKS } from './grades.ts';
import { OverrideForm, overridableOf } from './OverrideForm.tsx';

type Row = OutputOf<typeof listChecked>['items'][number];
type Reason = Row['reasons'][number];

interface RowsProps {
  title: string;
  asked: InputOf<typeof listChecked>;
  onClose: () => void;
}

/** The people behind a figure of a check, with every reason in words. */
export function CheckedRows({ title, asked, onClose }: RowsProps) {
  const { gate: texts, lists } = useTexts();
  const list = useReadPages(listChecked, asked, { topics: CHECK_TOPICS });
  const rows = list.data?.pages.flatMap((page) => page.items) ?? [];
  const mayOverride = useCan('gate:override');
  const mayList = useCan('record:write');
  const [listing, setListing] = useState(false);
  const [overriding, setOverriding] = useState<Row | null>(null);
  return (
    <section className={classes.section} aria-label={title}>
      <div className={classes.line}>
        <h2 className={classes.heading}>{title}</h2>
        {mayList && rows.length > 0 && (
          <Button size="compact-xs" variant="default" onClick={() => setListing(true)}>
            {lists.people.make}
          </Button>
        )}
        <Button size="compact-xs" variant="subtle" onClick={onClose}>
          {texts.close}
        </Button>
      </div>
      {list.error && <ProblemNotice problem={list.error} onRetry={() => void list.refetch()} />}
      <ul className={classes.list}>
        {rows.map((row) => (
          <li key={row.contact.id} className={classes.item}>
            <span className={classes.line}>
              <Go to={paths.contact(row.contact.id)}>{row.contact.name}</Go>
              {row.company && <span className={classes.quiet}>{row.company.name}</span>}
              <VerdictMark verdict={row.verdict} until={row.until} />
            </span>
            {row.reasons.map((reason) => (
              <ReasonLine key={reason.code} reason={reason} />
            ))}
            {mayOverride && row.verdict !== 'blocked' && overridableOf(row.reasons).length > 0 && (
              <Button size="compact-xs" variant="subtle" w="fit-content" onClick={() => setOverriding(row)}>
                {texts.overrides.open}
              </Button>
            )}
          </li>
        ))}
      </ul>
      {list.hasNextPage && (
        <Button variant="default" w="fit-content" loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
          {texts.more}
        </Button>
      )}
      {listing && <ListOfChecked asked={asked} about={title} onClose={() => setListing(false)} />}
      {overriding && (
        <OverrideForm
          contact={overriding.contact}
          intent={{ ...asked.intent, topics: asked.intent.topics ?? [], isReply: asked.intent.isReply ?? false }}
          reasons={overriding.reasons}
          onClose={() => setOverriding(null)}
        />
      )}
    </section>
  );
}

function VerdictMark({ verdict, until }: { verdict: Verdict; until: string | null }) {
  const { gate: texts } = useTexts();
  const format = useFormat();
  const { tone, icon } = GRADE_MARKS[verdict];
  const end = verdict === 'held' ? (until ? texts.until(format.date(until)) : texts.untilActed) : null;
  return (
    <Mark tone={tone} icon={icon}>
      {[texts.verdicts[verdict], end].filter(Boolean).join(' ')}
    </Mark>
  );
}

function ReasonLine({ reason: { code, evidence, until } }: { reason: Reason }) {
  const { gate: texts } = useTexts();
  const format = useFormat();
  return (
    <span className={classes.quiet}>
      {texts.codes[code]}
      {until && ` ${texts.until(format.date(until))}`}
      {evidence.map(
        (one) =>
          one.name && (
            <span key={one.id}>
              {' · '}
              {one.entity === 'company' || one.entity === 'deal' || one.entity === 'offer' ? (
                <Go to={paths[one.entity](one.id)}>{one.name}</Go>
              ) : (
                one.name
              )}
            </span>
          ),
      )}
    </span>
  );
}
