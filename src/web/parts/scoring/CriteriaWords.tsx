import type { Criteria, Entity } from '#modules/criteria/schema.ts';
import { useFormat } from '../../format.ts';
import { useTexts } from '../../texts/texts.ts';
import { useFields } from '../criteria/fields.ts';
import { namedRecords, useNames } from '../criteria/names.ts';
import { sentenceOf } from '../criteria/sentence.ts';

/** Criteria as a sentence. */
export function CriteriaWords({ entity, criteria }: { entity: Entity; criteria: Criteria }) {
  const texts = useTexts();
  const format = useFormat();
  const { fields, here } = useFields(entity);
  const nameOf = useNames(namedRecords(criteria, fields));
  return here ? sentenceOf(criteria, { entity, fields, texts: texts.criteria, format, nameOf }) : null;
}
