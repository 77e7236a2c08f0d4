import { Button } from '@mantine/core';
import { useState } from 'react';
import { getDisputeDesk } from '#modules/coordination/contract/desk.ts';
import { SIDES, type Side as SideOf } from '#modules/coordination/schema.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { useRead } from '../../data.ts';
import { useFormat } from '../../format.ts';
import { paths } from '../../paths.ts';
import { useTexts } from '../../texts/texts.ts';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { Figure, Figures } from '../../ui/Figure.tsx';
import { Go } from '../../ui/Go.tsx';
import { Heads } from '../../ui/Heads.tsx';
import { When } from '../../ui/marks.tsx';
import { Page } from '../../ui/Page.tsx';
import { ProblemNotice } from '../../ui/ProblemNotice.tsx';
import { ReadTable } from '../../ui/ReadTable.tsx';
import { Scroll } from '../../ui/Scroll.tsx';
import { ComplaintForm } from './ComplaintForm.tsx';
import classes from './coordination.module.css';
import { DraftForm } from './DraftForm.tsx';

type Desk = OutputOf<typeof getDisputeDesk>;
type Item = Desk['items'][number];

/** What the teams see differently, and whether both mean the same by a good lead. */
export function DeskScreen() {
  const texts = useTexts().coordination.desk;
  const [ruling, setRuling] = useState<Item | null>(null);
  const [bringing, setBringing] = useState(false);
  const { data, error, refetch } = useRead(getDisputeDesk, {}, { topics: ['dispute', 'discussion', 'coordination_draft'] });
  return (
    <Page
      title={texts.title}
      lead={texts.lead}
      actions={
        <Button variant="default" onClick={() => setBringing(true)}>
          {texts.bring}
        </Button>
      }
    >
      {error && <ProblemNotice problem={error} onRetry={() => void refetch()} />}
      {data && <Health desk={data} />}
      {data?.items.length === 0 && <EmptyState title={texts.empty} body={texts.emptyBody} />}
      {data && data.items.length > 0 && <Disputes items={data.items} onRule={setRuling} />}
      {data && data.sample.length > 0 && <Sample sample={data.sample} />}
      {bringing && <ComplaintForm onClose={() => setBringing(false)} />}
      {ruling && <DraftForm kind="ruling" disputeId={ruling.id} title={ruling.name} onClose={() => setRuling(null)} />}
    </Page>
  );
}

function Health({ desk }: { desk: Desk }) {
  const texts = useTexts().coordination.desk;
  const format = useFormat();
  const { kappa, low, high, n, enough } = desk.agreement;
  const shown =
    enough && kappa !== null
      ? texts.kappaOf({
          value: format.decimal(kappa, 2),
          low: format.decimal(low, 2),
          high: format.decimal(high, 2),
          n: format.number(n),
        })
      : texts.few(format.number(n));
  return (
    <Figures>
      <Figure label={texts.kappa} value={shown} />
      <Figure label={texts.disputed} rate={desk.disputed} />
      <Figure label={texts.overturned} rate={desk.overturned} />
    </Figures>
  );
}

function useSides() {
  const { ui } = useTexts();
  const format = useFormat();
  return (sides: readonly SideOf[]) => format.list(SIDES.filter((side) => sides.includes(side)).map((side) => ui.sides[side]));
}

function Disputes({ items, onRule }: { items: readonly Item[]; onRule: (item: Item) => void }) {
  const texts = useTexts().coordination.desk;
  const named = useSides();
  const waiting = (item: Item) => SIDES.filter((side) => !item.heard.includes(side));
  return (
    <Scroll label={texts.title}>
      <ReadTable className={classes.wide}>
        <Heads of={[texts.what, texts.about, texts.since, texts.state]} />
        <tbody>
          {items.map((item) => (
            <tr key={`${item.kind} ${item.id}`}>
              <td className={classes.still}>{texts.kinds[item.kind]}</td>
              <td>
                {item.name}
                {item.reason && <span className={classes.quiet}> · {item.reason}</span>}
                {item.why && <p className={classes.quiet}>{item.why}</p>}
              </td>
              <td className={classes.still}>
                <When at={item.since} />
              </td>
              <td>
                {item.ready ? texts.differ : texts.waits(named(waiting(item)))}{' '}
                {item.ready &&
                  (item.draftId ? (
                    <Go to={paths.jointDrafts()}>{texts.drafted}</Go>
                  ) : (
                    <Button size="compact-sm" variant="default" onClick={() => onRule(item)}>
                      {texts.draft}
                    </Button>
                  ))}
              </td>
            </tr>
          ))}
        </tbody>
      </ReadTable>
    </Scroll>
  );
}

function Sample({ sample }: { sample: Desk['sample'] }) {
  const texts = useTexts().coordination.desk;
  const format = useFormat();
  const named = useSides();
  return (
    <section>
      <h2 className={classes.heading}>{texts.sample}</h2>
      <p className={classes.quiet}>{texts.sampleHelp}</p>
      <Scroll label={texts.sample}>
        <ReadTable className={classes.wide}>
          <Heads of={[texts.case, texts.industry, { number: texts.size }, texts.country, texts.waitsFor]} />
          <tbody>
            {sample.map((one) => (
              <tr key={one.alias}>
                <td>{one.alias}</td>
                <td>{one.industry ?? '–'}</td>
                <td data-number>{one.employeeCount === null ? '–' : format.number(one.employeeCount)}</td>
                <td>{one.country ? format.country(one.country) : '–'}</td>
                <td>{named(one.waitsFor)}</td>
              </tr>
            ))}
          </tbody>
        </ReadTable>
      </Scroll>
    </section>
  );
}
