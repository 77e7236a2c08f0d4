import type { StageKind } from '../schema.ts';

export interface StagePlan {
  name: string;
  kind: StageKind;
  /** A share from 0 to 1. */
  probability: number;
}

/** The stages of a new workspace's pipeline, and of any other that is made without its own. */
export const DEFAULT_STAGES: readonly StagePlan[] = [
  { name: 'Qualification', kind: 'open', probability: 0.1 },
  { name: 'Needs analysis', kind: 'open', probability: 0.25 },
  { name: 'Proposal', kind: 'open', probability: 0.5 },
  { name: 'Negotiation', kind: 'open', probability: 0.75 },
  { name: 'Won', kind: 'won', probability: 1 },
  { name: 'Lost', kind: 'lost', probability: 0 },
];

/** What keeps stages from being a pipeline, as a sentence; null where they are one. */
export function stagesProblem(stages: readonly Pick<StagePlan, 'name' | 'kind'>[]): string | null {
  for (const [kind, word] of [
    ['open', 'an open'],
    ['won', 'a won'],
    ['lost', 'a lost'],
  ] as const)
    if (!stages.some((stage) => stage.kind === kind)) return `A pipeline needs ${word} stage.`;
  const names = stages.map((stage) => stage.name.trim().toLowerCase());
  const twice = stages.find((stage, place) => names.indexOf(stage.name.trim().toLowerCase()) !== place);
  return twice ? `There are two stages called "${twice.name}".` : null;
}

/** A deal that is won or lost has no probability left to guess. */
export function probabilityOf(kind: StageKind, asked: number): number {
  return kind === 'won' ? 1 : kind === 'lost' ? 0 : asked;
}
