import { Drawer, NativeSelect } from '@mantine/core';
import { useState } from 'react';
import { getThroughput, listStepRows } from '#modules/nurtures/contract/reports.ts';
import type { Content, StepOutcome } from '#modules/nurtures/schema.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { useRead, useReadPages } from '../../data.ts';
import { useFormat } from '../../format.ts';
import { paths } from '../../paths.ts';
import { useTexts } from '../../texts/texts.ts';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { Figure, Figures } from '../../ui/Figure.tsx';
import { Go } from '../../ui/Go.tsx';
import { Heads } from '../../ui/Heads.tsx';
import { When } from '../../ui/marks.tsx';
import { ProblemNotice } from '../../ui/ProblemNotice.tsx';
import { ReadTable } from '../../ui/ReadTable.tsx';
import { Scroll } from '../../ui/Scroll.tsx';
import { nodeOf } from './graph.ts';
import classes from './nurtures.module.css';
import steps from './steps.module.css';
import type { Track } from './use-draft.ts';
import type { StepWords } from './words.ts';

type Throughput = OutputOf<typeof getThroughput>;
type NodeFigures = Throughput['nodes'][number];
export interface OpenedStep {
  nodeId: string;
  outcome?: StepOutcome;
  port?: string;
}

export interface FiguresTabProps {
  track: Track;
  content: Content;
  words: StepWords;
  /** Opens the people behind a figure. */
  onPeople: (filter: { state?: string; node?: string; why?: string }) => void;
}

/** What becomes of people on a track, as a whole and at each step; every figure opens who is meant. */
export function FiguresTab({ track, content, words, onPeople }: FiguresTabProps) {
  const { figures: texts, left, endings } = useTexts().nurtures;
  const format = useFormat();
  const [version, setVersion] = useState('');
  const [opened, setOpened] = useState<OpenedStep | null>(null);
  const { data, error, refetch } = useRead(
    getThroughput,
    { id: track.id, ...(version ? { version: Number(version) } : {}) },
    { topics: ['enrolment', `track:${track.id}`], keep: true },
  );
  if (error) return <ProblemNotice problem={error} onRetry={() => void refetch()} />;
  if (!data) return null;
  if (data.entered === 0 && !version) return <EmptyState title={texts.none} />;
  const nameOf = (id: string) => {
    const node = nodeOf(content.graph, id);
    return node ? words.nameOf(node) : id;
  };
  return (
    <div className={classes.section}>
      {track.versions.length > 1 && (
        <NativeSelect
          label={texts.version}
          w="fit-content"
          data={[
            { value: '', label: texts.allVersions },
            ...track.versions.map(({ number }) => ({ value: String(number), label: String(number) })),
          ]}
          value={version}
          onChange={(event) => setVersion(event.currentTarget.value)}
        />
      )}
      <Figures>
        <Figure label={texts.entered} value={format.number(data.entered)} onOpen={() => onPeople({})} />
        <Figure label={texts.on} value={format.number(data.on)} onOpen={() => onPeople({ state: 'on' })} />
        <Figure label={texts.finished} value={format.number(data.finished)} onOpen={() => onPeople({ state: 'finished' })} />
        <Figure
          label={texts.reached}
          rate={data.reached}
          definition={texts.reachedHelp}
          onOpen={() => onPeople({ state: 'reached' })}
          beside={data.medianDaysToReach !== null && `${texts.median}: ${texts.days(format.decimal(data.medianDaysToReach))}`}
        />
      </Figures>
      <StepTable nodes={data.nodes} nameOf={nameOf} content={content} words={words} onOpen={setOpened} onPeople={onPeople} />
      {data.left.length > 0 && (
        <section className={classes.section} aria-label={texts.left}>
          <h2 className={classes.heading}>{texts.left}</h2>
          <Figures>
            {data.left.map(({ why, n }) => (
              <Figure
                key={why}
                label={why in left ? left[why as keyof typeof left] : endings[why as keyof typeof endings]}
                value={format.number(n)}
                onOpen={() => onPeople(why in left ? { state: 'left', why } : { state: why })}
              />
            ))}
          </Figures>
        </section>
      )}
      {opened && <StepRows trackId={track.id} opened={opened} name={nameOf(opened.nodeId)} onClose={() => setOpened(null)} />}
    </div>
  );
}

interface StepTableProps {
  nodes: readonly NodeFigures[];
  content: Content;
  words: StepWords;
  nameOf: (id: string) => string;
  onOpen: (opened: OpenedStep) => void;
  onPeople: FiguresTabProps['onPeople'];
}

function StepTable({ nodes, content, words, nameOf, onOpen, onPeople }: StepTableProps) {
  const { figures: texts } = useTexts().nurtures;
  const format = useFormat();
  const sum = (left: NodeFigures['left']) => left.reduce((all, { n }) => all + n, 0);
  return (
    <section className={classes.section} aria-label={texts.steps}>
      <h2 className={classes.heading}>{texts.steps}</h2>
      <Scroll label={texts.steps}>
        <ReadTable>
          <Heads
            of={[
              texts.step,
              { number: texts.came },
              { number: texts.here },
              { number: texts.passed },
              { number: texts.gone },
              texts.ways,
              texts.mail,
            ]}
          />
          <tbody>
            {nodes.map((node) => {
              const step = nodeOf(content.graph, node.nodeId);
              const name = nameOf(node.nodeId);
              const cell = (label: string, value: number, onClick: () => void) => (
                <td data-number>
                  <Figure inline label={texts.open(label, name)} value={format.number(value)} {...(value > 0 ? { onOpen: onClick } : {})} />
                </td>
              );
              return (
                <tr key={node.nodeId}>
                  <th scope="row">
                    {name} {step && <div className={classes.quiet}>{words.says(step)}</div>}
                  </th>
                  {cell(texts.came, node.entered, () => onOpen({ nodeId: node.nodeId }))}
                  {cell(texts.here, node.waiting, () => onPeople({ state: 'on', node: node.nodeId }))}
                  {cell(texts.passed, node.passed, () => onOpen({ nodeId: node.nodeId }))}
                  {cell(texts.gone, sum(node.left), () => onPeople({ state: 'left', node: node.nodeId }))}
                  <td>
                    {node.ports.length > 1 &&
                      node.ports.map(({ port, n }) => (
                        <div key={port}>
                          {step ? words.portName(step, port) : port}{' '}
                          <Figure
                            inline
                            label={texts.open(port, name)}
                            value={format.number(n)}
                            onOpen={() => onOpen({ nodeId: node.nodeId, port })}
                          />
                        </div>
                      ))}
                    {node.reached && <Figure inline label={texts.reached} rate={node.reached} />}
                  </td>
                  <td>{node.mail && <MailFigures mail={node.mail} />}</td>
                </tr>
              );
            })}
          </tbody>
        </ReadTable>
      </Scroll>
    </section>
  );
}

function MailFigures({ mail }: { mail: NonNullable<NodeFigures['mail']> }) {
  const { figures: texts } = useTexts().nurtures;
  const format = useFormat();
  return (
    <>
      <div>{texts.sent(format.number(mail.sent))}</div>
      {mail.sent > 0 && (
        <div>
          {texts.clicked} {format.rate(mail.clicked)} · {texts.replied} {format.rate(mail.replied)}
        </div>
      )}
      {mail.blocked > 0 && <div>{texts.blocked(format.number(mail.blocked))}</div>}
      {mail.held > 0 && <div>{texts.held(format.number(mail.held))}</div>}
    </>
  );
}

interface StepRowsProps {
  trackId: string;
  opened: OpenedStep;
  name: string;
  onClose: () => void;
}

/** The people behind a figure of a step. */
function StepRows({ trackId, opened, name, onClose }: StepRowsProps) {
  const { nurtures, ui } = useTexts();
  const list = useReadPages(listStepRows, { id: trackId, ...opened }, { topics: ['enrolment', 'track'] });
  const rows = list.data?.pages.flatMap((page) => page.items);
  return (
    <Drawer opened onClose={onClose} title={nurtures.figures.rows(name)} size={440} closeButtonProps={{ 'aria-label': ui.common.close }}>
      {rows?.length === 0 && <p className={classes.quiet}>{nurtures.figures.noRows}</p>}
      <ul className={classes.list}>
        {rows?.map((row) => (
          <li key={row.id}>
            <Go to={paths.contact(row.contact.id)}>{row.contact.name}</Go>{' '}
            <span className={classes.quiet}>
              {[row.company?.name, nurtures.outcomes[row.outcome], row.says].filter(Boolean).join(' · ')} · <When at={row.at} />
            </span>
          </li>
        ))}
      </ul>
      {list.hasNextPage && (
        <button type="button" className={steps.countLink} onClick={() => void list.fetchNextPage()}>
          {ui.common.more}
        </button>
      )}
    </Drawer>
  );
}
