import { type RawBuilder, sql } from 'kysely';
import type { Scope } from '#platform/shared/scope.ts';
import type { FieldSet } from '../fields.ts';
import type { Entity } from '../schema.ts';

/** What a compilation needs to know; everything but `few` decides what the criteria mean. */
export interface Compilation {
  /** Fields the scope may see: from `lensOf`. Others are refused as unknown. */
  fields: FieldSet;
  entity: Entity;
  /** Alias of the entity's row in the surrounding query; it needs `id`, `workspace_id` and the entity's columns. */
  row: string;
  scope: Scope;
  /** ISO instant. */
  now: string;
  /** The workspace's zone and currency: from `lensOf`. */
  zone: string;
  currency: string;
  /**
   * The surrounding query looks at few records (those that changed): counts of history are made record by record through the index
   * instead of for everybody at once.
   */
  few?: boolean;
  /** What paths in refusals begin with; `criteria` where absent. */
  path?: string;
}

/** A compiled part. `total`: never null, so that its negation needs no care. */
export interface Part {
  sql: RawBuilder<boolean>;
  total: boolean;
}

/** The opposite, for which an unset field counts as "not". */
export function negated({ sql: part, total }: Part): Part {
  return { sql: total ? sql<boolean>`not (${part})` : sql<boolean>`(${part}) is not true`, total: true };
}

/** Why a node cannot be compiled; the walk adds the path of the node. */
export interface Wrong {
  wrong: string;
  /** Below the node, such as `.value`. */
  at: string;
}

export const isWrong = (part: Part | Wrong): part is Wrong => 'wrong' in part;
