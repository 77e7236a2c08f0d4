import type { NodeOf, NodeType } from '#modules/nurtures/schema.ts';

/** The part of the form that belongs to one kind of step. */
export interface FieldsProps<T extends NodeType> {
  node: NodeOf<T>;
  onChange: (node: NodeOf<T>) => void;
  /** By the name of the field. */
  errors: Readonly<Record<string, string>>;
}
