import type { Cut } from '#modules/goals/schema.ts';
import type { Texts } from '../../texts/texts.ts';

/** What a segment of leads is called. */
export function segmentName(texts: Texts['goals'], cut: Cut, segment: string): string {
  if (cut === 'fit') return texts.forecast.fit(segment);
  if (cut === 'team' && (segment === 'marketing' || segment === 'sales')) return texts.sides[segment];
  return segment === '' ? texts.forecast.unknown : segment.replaceAll('_', ' ');
}
