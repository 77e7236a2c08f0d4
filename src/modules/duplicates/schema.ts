import { z } from 'zod';
import { Id, Instant } from '#modules/team/schema.ts';

export const DUPLICATE_ENTITIES = ['contact', 'company'] as const;
export type DuplicateEntity = (typeof DUPLICATE_ENTITIES)[number];
export const DuplicateEntityName = z.enum(DUPLICATE_ENTITIES);

export const PAIR_STATES = ['open', 'dismissed', 'merged'] as const;
export type PairState = (typeof PAIR_STATES)[number];

/** Pairs are proposed from this chance on. */
export const PROPOSED_FROM = 0.5;
/** A merge can be undone for so many days. */
export const UNDO_DAYS = 30;

export const AGREEMENTS = ['same', 'similar', 'swapped', 'nickname', 'initial', 'near', 'different'] as const;

/** One reason for or against: `points` are bits, positive for one and the same. `field` is the field right that governs it, without its entity. */
export const Part = z.object({ field: z.string(), agreement: z.enum(AGREEMENTS), points: z.number() });
export type Part = z.infer<typeof Part>;

const Side = z.object({ id: Id, values: z.record(z.string(), z.unknown()), createdAt: Instant, writable: z.boolean() });

/** Two records side by side. `values` by field key, as far as the caller may see them. */
export const Pair = z.object({
  id: Id,
  entity: DuplicateEntityName,
  state: z.enum(PAIR_STATES),
  /** 0..1. */
  score: z.number(),
  parts: z.array(Part),
  a: Side,
  b: Side,
  foundAt: Instant,
});
export type Pair = z.infer<typeof Pair>;

export const Scan = z.object({
  id: Id,
  entity: DuplicateEntityName,
  state: z.enum(['running', 'done']),
  /** Only what has changed since the scan before. */
  changedOnly: z.boolean(),
  total: z.int(),
  done: z.int(),
  found: z.int(),
  startedAt: Instant,
  finishedAt: Instant.nullable(),
});
export type Scan = z.infer<typeof Scan>;

export const CHOICES = ['winner', 'loser'] as const;
export type Choice = (typeof CHOICES)[number];

/** Which side's value stays, by field key. Absent: the winner's, or the loser's where the winner has none. */
export const Choices = z
  .record(z.string().max(80), z.enum(CHOICES))
  .refine((choices) => Object.keys(choices).length <= 200, 'Too many choices.');
export type Choices = z.infer<typeof Choices>;

export const MergedField = z.object({
  key: z.string(),
  /** Lists are united and cannot be chosen. */
  kind: z.enum(['value', 'list']),
  label: z.string().nullable(),
  winner: z.unknown(),
  loser: z.unknown(),
  result: z.unknown(),
  /** Both have a value, and not the same. */
  conflict: z.boolean(),
  choosable: z.boolean(),
  choice: z.enum(CHOICES),
});
export type MergedField = z.infer<typeof MergedField>;

export const MergePreview = z.object({
  entity: DuplicateEntityName,
  winner: z.object({ id: Id, name: z.string() }),
  loser: z.object({ id: Id, name: z.string() }),
  fields: z.array(MergedField),
  /** What comes to the winner: how many rows, by what they are (`activity`, `lead`, `deal` …). */
  moves: z.array(z.object({ what: z.string(), n: z.int() })),
});
export type MergePreview = z.infer<typeof MergePreview>;

export const Merge = z.object({
  id: Id,
  entity: DuplicateEntityName,
  winner: z.object({ id: Id, name: z.string() }),
  loser: z.object({ id: Id, name: z.string() }),
  mergedAt: Instant,
  mergedBy: z.string().nullable(),
  undoUntil: Instant,
  undoneAt: Instant.nullable(),
  moved: z.int(),
});
export type Merge = z.infer<typeof Merge>;
