import { ActionIcon, Button, Menu, SegmentedControl, Skeleton } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { IconArrowBackUp, IconArrowForwardUp, IconCheck, IconPlus } from '@tabler/icons-react';
import { lazy, Suspense, useState } from 'react';
import { getTrack } from '#modules/nurtures/contract/tracks.ts';
import type { NodeType, Problem, TrackNode } from '#modules/nurtures/schema.ts';
import { call } from '../../api.ts';
import { useTexts } from '../../texts/texts.ts';
import { useKeys } from '../../ui/keys.ts';
import { ProblemNotice } from '../../ui/ProblemNotice.tsx';
import { useToast } from '../../ui/toast.tsx';
import { type Board, BoardContext } from './board.ts';
import { begun, changed, inserted, moved, newNode, nodeOf, type Place, type Port, redirected, removed } from './graph.ts';
import { StepIcon } from './icons.tsx';
import { NodeForm } from './NodeForm.tsx';
import classes from './nurtures.module.css';
import { Outline } from './Outline.tsx';
import { RedirectForm } from './RedirectForm.tsx';
import { type Draft, type Track, wholeTrack } from './use-draft.ts';
import { useStepWords } from './words.ts';

const Canvas = lazy(() => import('./Canvas.tsx'));

export interface BuilderProps {
  track: Track;
  draft: Draft;
  /** The step that the address names. */
  step: string;
  onStep: (id: string) => void;
  view: 'canvas' | 'outline';
  onView: (view: 'canvas' | 'outline') => void;
  counts: Board['counts'];
  walked: Board['walked'];
  onPeople: (nodeId: string) => void;
  /** Something beside the picture is being typed: its keys are not the picture's. */
  busy: boolean;
}

function byNode(problems: readonly Problem[]): Board['problems'] {
  const found = new Map<string, Problem[]>();
  for (const problem of problems) found.set(problem.nodeId ?? '', [...(found.get(problem.nodeId ?? '') ?? []), problem]);
  return found;
}

type Adding = { node: TrackNode; at: Place | null };

/** The steps of a track: a picture or a list of the same graph, each change saved at once and undone with one press. */
export function Builder({ track, draft, step, onStep, view, onView, counts, walked, onPeople, busy }: BuilderProps) {
  const texts = useTexts().nurtures;
  const toast = useToast();
  const phone = useMediaQuery('(max-width: 48em)', false, { getInitialValueInEffect: false }) ?? false;
  const [adding, setAdding] = useState<Adding | null>(null);
  const [leading, setLeading] = useState<Port | null>(null);
  const words = useStepWords(draft.content);
  const { graph } = draft.content;
  const { kind } = track;
  const writable = track.mayWrite && track.state !== 'ended';
  const straight = kind === 'sequence';

  const add = (at: Place | null, type: NodeType) => {
    const node = newNode(graph, type, kind);
    if (type === 'end' && at) draft.changeGraph(inserted(graph, at, node));
    else setAdding({ node, at });
  };
  const apply = (node: TrackNode) => {
    if (!adding) draft.changeGraph(changed(graph, node));
    else draft.changeGraph(adding.at ? inserted(graph, adding.at, node) : begun(graph, node));
  };
  const remove = (node: TrackNode) => {
    const next = removed(graph, node.id);
    const before = draft.content;
    draft.changeGraph(next);
    toast.done(texts.step.removed(graph.nodes.length - next.nodes.length), { undo: () => draft.change(before) });
    onStep('');
    setAdding(null);
  };
  const board: Board = {
    kind,
    words,
    writable,
    chosen: step || null,
    counts,
    problems: byNode(draft.problems),
    walked,
    onOpen: ({ id }) => onStep(id),
    onAdd: add,
    onRemove: remove,
    onRedirect: setLeading,
    onPeople,
  };
  const open = adding?.node ?? nodeOf(graph, step);
  const picture = view === 'canvas' && !phone && !straight;
  return (
    <BoardContext value={board}>
      <Toolbar
        draft={draft}
        writable={writable}
        straight={straight}
        picture={picture}
        phone={phone}
        busy={busy}
        onView={onView}
        onAdd={(type) => add(null, type)}
      />
      <Notices draft={draft} track={track} onStep={onStep} writable={writable} />
      {picture ? (
        <Suspense fallback={<Skeleton height={480} />}>
          <Canvas graph={graph} />
        </Suspense>
      ) : (
        <Outline graph={graph} {...(writable ? { onMove: (id: string, by: -1 | 1) => draft.changeGraph(moved(graph, id, by)) } : {})} />
      )}
      {open && open.type !== 'end' && writable && (
        <NodeForm
          key={`${open.id} ${adding === null}`}
          node={open}
          kind={kind}
          problems={adding ? [] : (board.problems.get(open.id) ?? []).map(({ message }) => message)}
          onApply={apply}
          onRemove={adding ? undefined : () => remove(open)}
          onClose={() => {
            setAdding(null);
            onStep('');
          }}
        />
      )}
      {leading && (
        <RedirectForm
          graph={graph}
          way={leading}
          words={words}
          onLead={(to) => draft.changeGraph(redirected(graph, leading, to))}
          onClose={() => setLeading(null)}
        />
      )}
    </BoardContext>
  );
}

interface ToolbarProps {
  draft: Draft;
  writable: boolean;
  straight: boolean;
  picture: boolean;
  phone: boolean;
  busy: boolean;
  onView: (view: 'canvas' | 'outline') => void;
  onAdd: (type: 'trigger' | 'goal') => void;
}

function Toolbar({ draft, writable, straight, picture, phone, busy, onView, onAdd }: ToolbarProps) {
  const texts = useTexts().nurtures;
  useKeys({ 'mod+z': ({ shiftKey }) => (shiftKey ? draft.redo : draft.undo)?.() }, { when: writable && !busy });
  return (
    <div className={classes.toolbar}>
      {!phone && !straight && (
        <SegmentedControl
          aria-label={texts.views.label}
          value={picture ? 'canvas' : 'outline'}
          onChange={(value) => onView(value === 'outline' ? 'outline' : 'canvas')}
          data={[
            { value: 'canvas', label: texts.views.canvas },
            { value: 'outline', label: texts.views.outline },
          ]}
        />
      )}
      {writable && (
        <>
          <ActionIcon
            variant="default"
            size="input-sm"
            aria-label={texts.undo}
            title={`${texts.undo} (⌘Z)`}
            disabled={!draft.undo}
            onClick={draft.undo}
          >
            <IconArrowBackUp size={16} />
          </ActionIcon>
          <ActionIcon
            variant="default"
            size="input-sm"
            aria-label={texts.redo}
            title={`${texts.redo} (⇧⌘Z)`}
            disabled={!draft.redo}
            onClick={draft.redo}
          >
            <IconArrowForwardUp size={16} />
          </ActionIcon>
          {!straight && (
            <Menu position="bottom-start">
              <Menu.Target>
                <Button variant="default" leftSection={<IconPlus size={14} />}>
                  {texts.add.menu}
                </Button>
              </Menu.Target>
              <Menu.Dropdown>
                <Menu.Item leftSection={<StepIcon type="trigger" />} onClick={() => onAdd('trigger')}>
                  {texts.add.trigger}
                </Menu.Item>
                <Menu.Item leftSection={<StepIcon type="goal" />} onClick={() => onAdd('goal')}>
                  {texts.add.goal}
                </Menu.Item>
              </Menu.Dropdown>
            </Menu>
          )}
          <span className={classes.saving} role="status">
            {draft.saving === 'done' && <IconCheck size={14} aria-hidden />} {texts.saving[draft.saving]}
          </span>
        </>
      )}
    </div>
  );
}

/** What keeps the track from being published and belongs to no step, and what went wrong with saving. */
function Notices({ draft, track, onStep, writable }: { draft: Draft; track: Track; onStep: (id: string) => void; writable: boolean }) {
  const texts = useTexts().nurtures;
  const stops = draft.problems.filter(({ level }) => level === 'stop');
  const takeTheirs = async () => draft.takeTheirs(wholeTrack(await call(getTrack, { id: track.id })));
  return (
    <>
      {!writable && track.state !== 'ended' && <p className={classes.quiet}>{texts.readOnly}</p>}
      {draft.conflict && (
        <div className={classes.notice} role="alert">
          {texts.conflict}{' '}
          <Button variant="default" size="compact-sm" onClick={() => void takeTheirs()}>
            {texts.takeTheirs}
          </Button>
        </div>
      )}
      {draft.problem && !draft.conflict && <ProblemNotice problem={draft.problem} title={texts.saving.problem} />}
      {writable && stops.length > 0 && (
        <details className={classes.notice} open={stops.some(({ nodeId }) => nodeId === null)}>
          <summary>{texts.problems.title(stops.length)}</summary>
          <ul className={classes.plainList}>
            {stops.map(({ nodeId, message }) => (
              <li key={`${nodeId} ${message}`}>
                {message}{' '}
                {nodeId && nodeOf(draft.content.graph, nodeId) && (
                  <Button variant="subtle" size="compact-xs" onClick={() => onStep(nodeId)}>
                    {texts.problems.show}
                  </Button>
                )}
              </li>
            ))}
          </ul>
        </details>
      )}
    </>
  );
}
