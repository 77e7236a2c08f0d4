import { ActionIcon, Button } from '@mantine/core';
import { IconArrowDown, IconArrowsSplit, IconArrowUp, IconCornerDownRight, IconX } from '@tabler/icons-react';
import type { Graph, TrackNode } from '#modules/nurtures/schema.ts';
import { useTexts } from '../../texts/texts.ts';
import { AddStep } from './AddStep.tsx';
import { useBoard } from './board.ts';
import { chainOf, nodeOf, type Place } from './graph.ts';
import { StepIcon } from './icons.tsx';
import classes from './nurtures.module.css';
import { outlineOf, type Run, type Step } from './outline.ts';
import { StepCounts, StepProblems } from './StepFacts.tsx';
import steps from './steps.module.css';

export interface OutlineProps {
  graph: Graph;
  /** Only where the steps go straight on. */
  onMove?: (id: string, by: -1 | 1) => void;
}

/** The steps as a list: the same graph as in the picture, with everything that can be done to it. */
export function Outline({ graph, onMove }: OutlineProps) {
  const { outline: texts } = useTexts().nurtures;
  const chain = chainOf(graph)?.map(({ id }) => id) ?? [];
  const shared = { graph, chain, ...(onMove && chain.length > 1 ? { onMove } : {}) };
  return (
    <section aria-label={texts.label} className={steps.outline}>
      {outlineOf(graph).map((run) => (
        <RunList key={run.steps[0]?.node.id ?? run.goesTo} run={run} {...shared} />
      ))}
    </section>
  );
}

interface Shared {
  graph: Graph;
  chain: readonly string[];
  onMove?: (id: string, by: -1 | 1) => void;
}

function RunList({ run, ...shared }: { run: Run } & Shared) {
  return (
    <ol className={steps.run}>
      {run.steps.map((step, index) => (
        <StepRow key={step.node.id} step={step} previous={run.steps[index - 1]?.node} {...shared} />
      ))}
      <RunEnd run={run} graph={shared.graph} />
    </ol>
  );
}

/** Where a run goes on, or that it leads nowhere. */
function RunEnd({ run, graph }: { run: Run; graph: Graph }) {
  const { outline: texts, add, types } = useTexts().nurtures;
  const { words, writable, kind, onAdd, onRedirect } = useBoard();
  const { open, goesTo } = run;
  const next = nodeOf(graph, goesTo);
  if (!open) return null;
  const from = nodeOf(graph, open.from);
  const overByItself = from?.type === 'goal' && !next;
  const name = from ? words.nameOf(from) : types.end;
  const way = from && open.port !== 'next' ? words.portName(from, open.port) : null;
  return (
    <li className={steps.runEnd}>
      {writable && <AddStep kind={kind} label={way ? add.onWay(way, name) : add.after(name)} onAdd={(type) => onAdd(open, type)} />}
      {next && (
        <span className={steps.goesTo}>
          <IconCornerDownRight size={14} aria-hidden /> {texts.goesTo(words.nameOf(next))}
        </span>
      )}
      {!next && !overByItself && <span className={classes.quiet}>{texts.nowhere}</span>}
      {writable && kind !== 'sequence' && (
        <Button variant="subtle" size="compact-xs" leftSection={<IconArrowsSplit size={12} />} onClick={() => onRedirect(open)}>
          {texts.redirect}
        </Button>
      )}
    </li>
  );
}

function StepRow({ step, previous, ...shared }: { step: Step; previous: TrackNode | undefined } & Shared) {
  const { add, types } = useTexts().nurtures;
  const { words, kind, writable, chosen, walked, onOpen, onAdd } = useBoard();
  const { node, via, ways } = step;
  const name = words.nameOf(node);
  const before: Place | null = via ?? (previous ? { before: node.id } : null);
  const fromWay = via && previous === undefined;
  const order = walked?.get(node.id)?.order;
  return (
    <li className={steps.stepItem}>
      {before && writable && !fromWay && (
        <div className={steps.between}>
          <AddStep
            kind={kind}
            label={previous && via ? add.after(words.nameOf(previous)) : add.before(name)}
            onAdd={(type) => onAdd(before, type)}
          />
        </div>
      )}
      {fromWay && writable && (
        <div className={steps.between}>
          <AddStep kind={kind} label={add.before(name)} onAdd={(type) => onAdd(via, type)} />
        </div>
      )}
      <div className={steps.stepRow} data-chosen={chosen === node.id || undefined} data-walked={order !== undefined || undefined}>
        <span className={steps.stepIcon} data-type={node.type}>
          <StepIcon type={node.type} />
        </span>
        <button type="button" className={steps.stepText} onClick={() => onOpen(node)}>
          <strong>
            {order !== undefined && <span className={steps.order}>{order}</span>}
            {node.name ? `${types[node.type]}: ${name}` : name}
          </strong>
          <span className={steps.stepSays}>{words.says(node)}</span>
        </button>
        <StepButtons node={node} {...shared} />
        <div className={steps.stepMore}>
          <StepCounts node={node} />
          <StepProblems node={node} />
        </div>
      </div>
      {ways.length > 0 && (
        <ul className={steps.ways}>
          {ways.map(({ port, run }) => (
            <li key={port}>
              <div className={steps.wayName} data-walked={walked?.get(node.id)?.port === port || undefined}>
                {words.portName(node, port)}
              </div>
              <RunList run={run} {...shared} />
            </li>
          ))}
        </ul>
      )}
    </li>
  );
}

function StepButtons({ node, chain, onMove }: { node: TrackNode } & Shared) {
  const { step: texts } = useTexts().nurtures;
  const { words, writable, onRemove } = useBoard();
  if (!writable || node.type === 'end') return null;
  const name = words.nameOf(node);
  const place = chain.indexOf(node.id);
  return (
    <span className={steps.stepButtons}>
      {onMove && place > 0 && (
        <ActionIcon variant="subtle" aria-label={texts.up(name)} title={texts.up(name)} onClick={() => onMove(node.id, -1)}>
          <IconArrowUp size={16} stroke={1.6} />
        </ActionIcon>
      )}
      {onMove && place >= 0 && place < chain.length - 1 && (
        <ActionIcon variant="subtle" aria-label={texts.down(name)} title={texts.down(name)} onClick={() => onMove(node.id, 1)}>
          <IconArrowDown size={16} stroke={1.6} />
        </ActionIcon>
      )}
      <ActionIcon variant="subtle" aria-label={texts.removeNamed(name)} title={texts.removeNamed(name)} onClick={() => onRemove(node)}>
        <IconX size={16} stroke={1.6} />
      </ActionIcon>
    </span>
  );
}
