import { createContext, useContext } from 'react';
import type { NodeType, Problem, TrackKind, TrackNode } from '#modules/nurtures/schema.ts';
import type { Place, Port } from './graph.ts';
import type { StepWords } from './words.ts';

export interface NodeCounts {
  waiting: number;
  passed: number;
  left: number;
}

/** What the picture and the list of a graph have in common: the words, the figures, and what can be done. */
export interface Board {
  kind: TrackKind;
  words: StepWords;
  writable: boolean;
  chosen: string | null;
  counts: ReadonlyMap<string, NodeCounts>;
  problems: ReadonlyMap<string, readonly Problem[]>;
  /** Steps of a walk that is shown: their place in it. */
  walked: ReadonlyMap<string, { order: number; port: string | null }> | null;
  onOpen: (node: TrackNode) => void;
  onAdd: (at: Place, type: NodeType) => void;
  onRemove: (node: TrackNode) => void;
  onRedirect: (way: Port) => void;
  onPeople: (nodeId: string) => void;
}

export const BoardContext = createContext<Board | null>(null);

export function useBoard(): Board {
  const board = useContext(BoardContext);
  if (!board) throw new Error('useBoard outside of a track');
  return board;
}
