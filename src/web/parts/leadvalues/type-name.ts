import { channelName } from '../leads/channel.ts';

/** A person who asked, a channel by its name, or not known. */
export function typeName(types: Readonly<Record<string, string>>, type: string): string {
  return types[type] ?? channelName(type);
}
