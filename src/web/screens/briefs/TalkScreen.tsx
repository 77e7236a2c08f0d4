import { Button } from '@mantine/core';
import { IconBellRinging, IconCheck } from '@tabler/icons-react';
import { getTalk, listTalk } from '#modules/briefs/contract.ts';
import { SIGNS } from '#modules/briefs/schema.ts';
import { PARTIES } from '#modules/signatures/schema.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { useRead, useReadPages } from '../../data.ts';
import { useFormat } from '../../format.ts';
import classes from '../../parts/briefs/briefs.module.css';
import { TalkSettings } from '../../parts/briefs/TalkSettings.tsx';
import { useUrlState } from '../../place.ts';
import { useCan } from '../../session.ts';
import { useTexts } from '../../texts/texts.ts';
import { Figure } from '../../ui/Figure.tsx';
import { Go } from '../../ui/Go.tsx';
import { Heads } from '../../ui/Heads.tsx';
import { Mark, Side, When } from '../../ui/marks.tsx';
import { Page } from '../../ui/Page.tsx';
import { ProblemNotice } from '../../ui/ProblemNotice.tsx';
import { ReadTable } from '../../ui/ReadTable.tsx';
import { Scroll } from '../../ui/Scroll.tsx';

type Talk = OutputOf<typeof getTalk>;
const DEFAULTS = { sign: '', party: '' };

/** When each team last gave the other a sign of each kind; a count opens its rows. */
export function TalkScreen() {
  const texts = useTexts().briefs.talk;
  const [state, change] = useUrlState(DEFAULTS);
  const leads = useCan('brief:write');
  const { data, error, refetch } = useRead(getTalk, {}, { topics: ['question', 'brief', 'silence', 'handoff', 'change_notice'] });
  const sign = SIGNS.find((one) => one === state.sign);
  const party = PARTIES.find((one) => one === state.party);
  return (
    <Page title={texts.title} lead={texts.lead}>
      {error && <ProblemNotice problem={error} onRetry={() => void refetch()} />}
      {sign && party ? (
        <Rows sign={sign} party={party} onBack={() => change({ sign: '', party: '' })} />
      ) : (
        data && (
          <div className={classes.section}>
            <Signs of={data} onOpen={(row) => change({ sign: row.sign, party: row.party }, { push: true })} />
            <Silences of={data} />
            {leads && <TalkSettings />}
          </div>
        )
      )}
    </Page>
  );
}

function Signs({ of, onOpen }: { of: Talk; onOpen: (row: Talk['signs'][number]) => void }) {
  const texts = useTexts().briefs.talk;
  const format = useFormat();
  const { columns } = texts;
  return (
    <Scroll label={texts.title}>
      <ReadTable className={classes.whole}>
        <Heads
          of={[columns.sign, columns.from, columns.last, { number: columns.days }, { number: columns.n }, columns.threshold, columns.state]}
        />
        <tbody>
          {of.signs.map((row) => (
            <tr key={`${row.sign} ${row.party}`}>
              <th scope="row">{texts.signs[row.sign]}</th>
              <td>
                <Side side={row.party} />
              </td>
              <td>{row.lastAt ? <When at={row.lastAt} /> : texts.never}</td>
              <td data-number>{format.number(row.days)}</td>
              <td data-number>
                <Figure inline label={`${texts.signs[row.sign]}, ${columns.n}`} value={format.number(row.n)} onOpen={() => onOpen(row)} />
              </td>
              <td>{row.threshold === null ? texts.notWatched : texts.days(format.number(row.threshold))}</td>
              <td>
                {row.silent ? (
                  <Mark tone="late" icon={IconBellRinging}>
                    {texts.silent}
                  </Mark>
                ) : row.lastAt === null ? (
                  <Mark>{texts.notYet}</Mark>
                ) : (
                  <Mark tone="good" icon={IconCheck}>
                    {texts.talks}
                  </Mark>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </ReadTable>
    </Scroll>
  );
}

function Silences({ of }: { of: Talk }) {
  const { briefs, ui } = useTexts();
  const texts = briefs.talk;
  return (
    <section className={classes.section} aria-label={texts.silences}>
      <h2 className={classes.heading}>{texts.silences}</h2>
      {of.silences.length === 0 && <p className={classes.quiet}>{texts.noSilences}</p>}
      <ul className={classes.list}>
        {of.silences.map((one) => (
          <li key={`${one.sign} ${one.party} ${one.startedAt}`}>
            {texts.rows(texts.signs[one.sign], ui.sides[one.party])}{' '}
            <span className={classes.quiet}>
              {texts.from} <When at={one.since} form="date" /> · {one.endedAt ? texts.ended : texts.goesOn}{' '}
              {one.endedAt && <When at={one.endedAt} form="date" />}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Rows({ sign, party, onBack }: { sign: (typeof SIGNS)[number]; party: (typeof PARTIES)[number]; onBack: () => void }) {
  const { briefs, ui } = useTexts();
  const texts = briefs.talk;
  const list = useReadPages(listTalk, { sign, party }, { topics: ['question', 'brief', 'handoff', 'change_notice'] });
  const rows = list.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <section className={classes.section} aria-label={texts.rows(texts.signs[sign], ui.sides[party])}>
      <div>
        <Button variant="default" size="compact-sm" onClick={onBack}>
          {texts.back}
        </Button>
      </div>
      <h2 className={classes.heading}>{texts.rows(texts.signs[sign], ui.sides[party])}</h2>
      {list.data && rows.length === 0 && <p className={classes.quiet}>{texts.none}</p>}
      <ul className={classes.list}>
        {rows.map((row) => (
          <li key={row.id}>
            {row.link ? <Go to={row.link}>{row.words}</Go> : row.words}{' '}
            <span className={classes.quiet}>
              <When at={row.at} />
            </span>
          </li>
        ))}
      </ul>
      {list.hasNextPage && (
        <div>
          <Button variant="default" onClick={() => void list.fetchNextPage()} loading={list.isFetchingNextPage}>
            {ui.table.loadMore}
          </Button>
        </div>
      )}
    </section>
  );
}
