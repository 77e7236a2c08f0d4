import '@xyflow/react/dist/base.css';
import { useComputedColorScheme } from '@mantine/core';
import {
  BaseEdge,
  Controls,
  type Edge,
  EdgeLabelRenderer,
  type EdgeProps,
  Handle,
  type Node,
  type NodeProps,
  Position,
  ReactFlow,
  type ReactFlowInstance,
  useReactFlow,
} from '@xyflow/react';
import { useEffect, useMemo, useRef } from 'react';
import { type Graph, isEntrance, portsOf, type TrackNode } from '#modules/nurtures/schema.ts';
import { useTexts } from '../../texts/texts.ts';
import { AddStep } from './AddStep.tsx';
import { type Board, useBoard } from './board.ts';
import { nodeOf } from './graph.ts';
import { StepIcon } from './icons.tsx';
import { layoutOf } from './layout.ts';
import { StepCounts, StepProblems } from './StepFacts.tsx';
import steps from './steps.module.css';
import { pathThrough } from './ways.ts';

type StepNode = Node<{ step: TrackNode; place: string }, 'step'>;
type WayEdge = Edge<{ port: string; several: boolean; via: readonly { x: number; y: number }[]; back: boolean }, 'way'>;

const CARD = { width: 240, height: 104 } as const;
const NODES = { step: StepCard };
const EDGES = { way: WayLine };

/** The steps as a picture. Where each stands is worked out, not dragged: the same track looks the same to everybody. */
export default function Canvas({ graph }: { graph: Graph }) {
  const { canvas: texts } = useTexts().nurtures;
  const scheme = useComputedColorScheme('light');
  const board = useBoard();
  const frame = useRef<HTMLElement>(null);
  const { nodes, edges } = useMemo(() => flowOf(graph), [graph]);
  return (
    <section ref={frame} className={steps.canvas} aria-label={texts.label}>
      <ReactFlow<StepNode, WayEdge>
        nodes={nodes}
        edges={edges}
        nodeTypes={NODES}
        edgeTypes={EDGES}
        colorMode={scheme}
        nodesDraggable={false}
        nodesConnectable={false}
        nodesFocusable={false}
        edgesFocusable={false}
        elementsSelectable={false}
        zoomOnDoubleClick={false}
        panOnScroll
        minZoom={0.2}
        maxZoom={1.25}
        onInit={(flow) => begin(flow, frame.current)}
        ariaLabelConfig={{
          'controls.ariaLabel': texts.label,
          'controls.zoomIn.ariaLabel': texts.zoomIn,
          'controls.zoomOut.ariaLabel': texts.zoomOut,
          'controls.fitView.ariaLabel': texts.fit,
        }}
        proOptions={{ hideAttribution: true }}
      >
        <Controls showInteractive={false} fitViewOptions={FIT} />
        <KeepInSight board={board} />
      </ReactFlow>
    </section>
  );
}

const FIT = { padding: 0.12, maxZoom: 1 };
const ROOM = 24;
const READABLE = 0.8;

/** It opens at its beginning and large enough to be read; all of it is one press away. */
function begin(flow: ReactFlowInstance<StepNode, WayEdge>, frame: HTMLElement | null) {
  const { x, y, width, height } = flow.getNodesBounds(flow.getNodes());
  const { clientWidth = 0, clientHeight = 0 } = frame ?? {};
  const fits = Math.min(clientWidth / (width + 2 * ROOM), clientHeight / (height + 2 * ROOM));
  const zoom = Math.min(1, Math.max(READABLE, fits));
  const left = Math.max(ROOM, (clientWidth - width * zoom) / 2);
  void flow.setViewport({ x: left - x * zoom, y: ROOM - y * zoom, zoom });
}

/** When a step is chosen elsewhere (a problem, a walk) the picture goes there. */
function KeepInSight({ board: { chosen } }: { board: Board }) {
  const flow = useReactFlow();
  useEffect(() => {
    if (chosen) void flow.fitView({ nodes: [{ id: chosen }], maxZoom: 1, minZoom: READABLE, padding: 2 });
  }, [chosen, flow]);
  return null;
}

function flowOf(graph: Graph): { nodes: StepNode[]; edges: WayEdge[] } {
  const { at, via } = layoutOf(graph);
  const pointOf = (id: string) => at.get(id) ?? { x: 0, y: 0 };
  const ordered = [...graph.nodes].sort((a, b) => pointOf(a.id).y - pointOf(b.id).y || pointOf(a.id).x - pointOf(b.id).x);
  const nodes = ordered.map(
    (step, index): StepNode => ({
      id: step.id,
      type: 'step',
      position: pointOf(step.id),
      width: CARD.width,
      height: CARD.height,
      data: { step, place: String(index + 1) },
    }),
  );
  const edges = graph.edges.map(({ from, port, to }): WayEdge => {
    const node = nodeOf(graph, from);
    return {
      id: `${from} ${port}`,
      source: from,
      target: to,
      type: 'way',
      data: {
        port,
        several: node !== undefined && portsOf(node).length > 1,
        via: (via.get(`${from} ${port}`) ?? []).map(({ x, y }) => ({ x: x + CARD.width / 2, y: y + CARD.height / 2 })),
        back: pointOf(to).y <= pointOf(from).y,
      },
    };
  });
  return { nodes, edges };
}

function StepCard({ data: { step } }: NodeProps<StepNode>) {
  const { types, step: texts } = useTexts().nurtures;
  const { words, chosen, walked, problems, onOpen } = useBoard();
  const name = words.nameOf(step);
  const order = walked?.get(step.id)?.order;
  const stops = problems.get(step.id)?.some(({ level }) => level === 'stop');
  return (
    <div
      className={steps.card}
      data-type={step.type}
      data-chosen={chosen === step.id || undefined}
      data-problem={stops || undefined}
      data-walked={order !== undefined || undefined}
      data-aside={(walked && order === undefined) || undefined}
    >
      {!isEntrance(step) && <Handle type="target" position={Position.Top} className={steps.handle ?? ''} isConnectable={false} />}
      <button
        type="button"
        className={steps.cardButton}
        onClick={() => onOpen(step)}
        title={words.says(step)}
        aria-label={`${texts.open(name)}: ${words.says(step)}`}
      >
        <span className={steps.cardHead}>
          <StepIcon type={step.type} />
          <span className={steps.cardName}>{step.name || types[step.type]}</span>
          {order !== undefined && <span className={steps.order}>{order}</span>}
        </span>
        <span className={steps.cardSays}>{words.says(step)}</span>
      </button>
      <StepCounts node={step} />
      <StepProblems node={step} />
      {step.type !== 'end' && <Handle type="source" position={Position.Bottom} className={steps.handle ?? ''} isConnectable={false} />}
    </div>
  );
}

function WayLine({ id, source, sourceX, sourceY, targetX, targetY, data }: EdgeProps<WayEdge>) {
  const { add, types } = useTexts().nurtures;
  const { kind, words, writable, walked, onAdd } = useBoard();
  const flow = useReactFlow<StepNode, WayEdge>();
  if (!data) return null;
  const step = flow.getNode(source)?.data.step;
  const { path, label } = pathThrough({ x: sourceX, y: sourceY }, { x: targetX, y: targetY }, data);
  const taken = walked?.get(source)?.port === data.port;
  const name = step ? words.nameOf(step) : types.end;
  const way = step && data.several ? words.portName(step, data.port) : null;
  return (
    <>
      <BaseEdge id={id} path={path} className={steps.way ?? ''} {...(taken ? { 'data-walked': true } : {})} />
      <EdgeLabelRenderer>
        <div
          className={`${steps.wayLabel} nodrag nopan`}
          style={{ transform: `translate(-50%, -50%) translate(${label.x}px, ${label.y}px)` }}
        >
          {way && <span className={steps.wayName}>{way}</span>}
          {writable && (
            <AddStep
              kind={kind}
              label={way ? add.onWay(way, name) : add.after(name)}
              onAdd={(type) => onAdd({ from: source, port: data.port }, type)}
            />
          )}
        </div>
      </EdgeLabelRenderer>
    </>
  );
}
