import type { Pattern } from '#modules/patterns/contract.ts';
import type { useTexts } from '../../texts/texts.ts';
import { channelName } from '../leads/channel.ts';

type Item = Pattern['items'][number];

/** Channels are an open list, so their names are made here. */
export function itemName({ dimension, label, valueLabel }: Item, texts: ReturnType<typeof useTexts>['patterns']): string {
  return texts.item(label, dimension === 'lead.sourceChannel' ? channelName(valueLabel) : valueLabel);
}
