import type { MappingShape } from '../schema.ts';
import { type FieldName, type Mapping, type Meaning, pathProblem } from './mapping.ts';

/** A mapping as people write it, ready for reading. */
export function mappingOf({ each, fields, kinds }: MappingShape): Mapping {
  const given = Object.entries(fields).filter(([, path]) => path !== '');
  const words = kinds.map(({ word, kind, hardness }) => [word, kind === 'bounced' && hardness ? hardness : kind] as const);
  return {
    each,
    fields: Object.fromEntries(given.map(([name, path]) => [name as FieldName, [path]])),
    kinds: Object.assign(Object.create(null), Object.fromEntries(words)) as Record<string, Meaning>,
  };
}

/** The first path that cannot be used, with why; a mapping has to say where the word and the address stand. */
export function mappingProblem({ each, fields }: MappingShape): { field: string; message: string } | null {
  for (const [name, path] of [['each', each], ...Object.entries(fields)] as const) {
    const problem = path === '' ? null : pathProblem(path);
    if (problem) return { field: name === 'each' ? 'mapping.each' : `mapping.fields.${name}`, message: problem };
  }
  if (fields.word === '') return { field: 'mapping.fields.word', message: 'Say where the word for what happened stands.' };
  return fields.recipient === '' ? { field: 'mapping.fields.recipient', message: 'Say where the address stands.' } : null;
}
