import { Button, NativeSelect, SegmentedControl, Select, TextInput } from '@mantine/core';
import { IconCheck, IconClockPause, IconHandStop } from '@tabler/icons-react';
import { useState } from 'react';
import { simulateTrack } from '#modules/nurtures/contract/tracks.ts';
import { type Content, portsOf, type TrackNode } from '#modules/nurtures/schema.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { useWrite } from '../../data.ts';
import { useFormat } from '../../format.ts';
import { useTexts } from '../../texts/texts.ts';
import { Mark, type Tone } from '../../ui/marks.tsx';
import { ProblemNotice } from '../../ui/ProblemNotice.tsx';
import { type Chosen, RecordSelect } from '../lists/RecordSelect.tsx';
import classes from './nurtures.module.css';
import steps from './steps.module.css';
import type { Track } from './use-draft.ts';
import type { StepWords } from './words.ts';

export type Walk = OutputOf<typeof simulateTrack>;

export interface SimulationProps {
  track: Track;
  content: Content;
  words: StepWords;
  walk: Walk | null;
  onWalk: (walk: Walk | null) => void;
  onShow: (nodeId: string) => void;
  onClose: () => void;
}

type Choices = Readonly<Record<string, string>>;

/** Walks the track beside the picture: with a sample person, whose ways one chooses, or with a real one, for whom the record decides. */
export function Simulation({ track, content, words, walk, onWalk, onShow, onClose }: SimulationProps) {
  const { simulation: texts } = useTexts().nurtures;
  const [person, setPerson] = useState<Chosen | null>(null);
  const [real, setReal] = useState(false);
  const [which, setWhich] = useState<'draft' | 'live'>('draft');
  const [day, setDay] = useState('');
  const [triggerId, setTrigger] = useState('');
  const [choices, setChoices] = useState<Choices>({});
  const simulate = useWrite(simulateTrack, { onDone: onWalk });
  const run = (next: Choices = choices) =>
    simulate.mutate({
      id: track.id,
      which,
      contactId: real ? (person?.id ?? null) : null,
      choices: real ? {} : { ...next },
      ...(day ? { startAt: new Date(`${day}T09:00:00`).toISOString() } : {}),
      ...(triggerId ? { triggerId } : {}),
    });
  const choose = (id: string, port: string) => {
    const { [id]: _before, ...rest } = choices;
    const next = port ? { ...rest, [id]: port } : rest;
    setChoices(next);
    if (walk) run(next);
  };
  const triggers = content.graph.nodes.filter(({ type }) => type === 'trigger');
  return (
    <section className={`${classes.side} ${classes.section}`} aria-label={texts.title}>
      <div className={classes.line}>
        <h2 className={classes.heading}>{texts.title}</h2>
        <Button className={classes.end ?? ''} variant="subtle" size="compact-sm" onClick={onClose}>
          {texts.clear}
        </Button>
      </div>
      <p className={classes.quiet}>{texts.lead}</p>
      <SegmentedControl
        aria-label={texts.who}
        value={real ? 'real' : 'sample'}
        onChange={(value) => setReal(value === 'real')}
        data={[
          { value: 'sample', label: texts.sample },
          { value: 'real', label: texts.real },
        ]}
      />
      {real && <RecordSelect entity="contact" label={texts.person} value={person} onChange={setPerson} />}
      {track.version !== null && (
        <NativeSelect
          label={texts.which}
          data={[
            { value: 'draft', label: texts.draft },
            { value: 'live', label: texts.live },
          ]}
          value={which}
          onChange={(event) => setWhich(event.currentTarget.value === 'live' ? 'live' : 'draft')}
        />
      )}
      {triggers.length > 1 && (
        <Select
          label={texts.trigger}
          data={triggers.map((node) => ({ value: node.id, label: words.says(node) }))}
          value={triggerId || null}
          onChange={(id) => setTrigger(id ?? '')}
          clearable
        />
      )}
      <TextInput type="date" label={texts.startAt} value={day} onChange={(event) => setDay(event.currentTarget.value)} />
      {!real && which === 'draft' && <Crossings nodes={content.graph.nodes} words={words} choices={choices} onChoose={choose} />}
      <Button onClick={() => run()} loading={simulate.isPending} disabled={real && !person} w="fit-content">
        {texts.run}
      </Button>
      {simulate.error && <ProblemNotice problem={simulate.error} />}
      {walk ? <Walked walk={walk} onShow={onShow} /> : <p className={classes.quiet}>{texts.none}</p>}
    </section>
  );
}

interface CrossingsProps {
  nodes: readonly TrackNode[];
  words: StepWords;
  choices: Choices;
  onChoose: (nodeId: string, port: string) => void;
}

/** Which way a sample person takes where ways part. */
function Crossings({ nodes, words, choices, onChoose }: CrossingsProps) {
  const { simulation: texts } = useTexts().nurtures;
  return nodes
    .filter((node) => portsOf(node).length > 1)
    .map((node) => (
      <NativeSelect
        key={node.id}
        label={texts.choice(words.nameOf(node))}
        data={[{ value: '', label: texts.byRules }, ...portsOf(node).map((port) => ({ value: port, label: words.portName(node, port) }))]}
        value={choices[node.id] ?? ''}
        onChange={(event) => onChoose(node.id, event.currentTarget.value)}
      />
    ));
}

const MARKS: Readonly<Record<'allowed' | 'held' | 'blocked', { tone: Tone; icon: typeof IconCheck }>> = {
  allowed: { tone: 'good', icon: IconCheck },
  held: { tone: 'soon', icon: IconClockPause },
  blocked: { tone: 'late', icon: IconHandStop },
};

function Walked({ walk, onShow }: { walk: Walk; onShow: (nodeId: string) => void }) {
  const { nurtures, gate } = useTexts();
  const { simulation: texts } = nurtures;
  const format = useFormat();
  const codes: Readonly<Record<string, string>> = gate.codes;
  const types: Readonly<Record<string, string>> = nurtures.types;
  const typeName = (type: string) => types[type] ?? type;
  return (
    <>
      {walk.notEntered && (
        <p className={classes.notice}>
          {texts.notEntered}: {walk.notEntered}
        </p>
      )}
      <h3 className={classes.heading}>{texts.steps}</h3>
      <ol className={classes.walk}>
        {walk.steps.map((step, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a loop comes to the same step again
          <li key={index}>
            <span className={steps.order}>{index + 1}</span>
            <span>
              <Button variant="transparent" size="compact-sm" px={0} onClick={() => onShow(step.nodeId)}>
                {step.name || typeName(step.type)}
              </Button>{' '}
              <span className={classes.quiet}>
                <time dateTime={step.at}>{`${format.date(step.at)} ${format.time(step.at)}`}</time>
              </span>
            </span>
            {step.says && <span className={classes.walkSays}>{step.says}</span>}
            {step.gate && (
              <span className={classes.walkSays}>
                <Mark {...MARKS[step.gate.verdict]}>{texts.gate[step.gate.verdict]}</Mark>{' '}
                {[
                  ...step.gate.codes.map((code) => codes[code] ?? code),
                  ...(step.gate.until ? [texts.until(format.date(step.gate.until))] : []),
                ].join(' · ')}
              </span>
            )}
          </li>
        ))}
      </ol>
      <p className={classes.plain}>
        {texts.ends}: {walk.ends}
      </p>
    </>
  );
}

/** The first time that a walk comes to each step, and the way it takes there. */
export function walkedOf(walk: Walk | null): ReadonlyMap<string, { order: number; port: string | null }> | null {
  if (!walk) return null;
  const found = new Map<string, { order: number; port: string | null }>();
  walk.steps.forEach(({ nodeId, port }, index) => {
    if (!found.has(nodeId)) found.set(nodeId, { order: index + 1, port });
  });
  return found;
}
