/** `web_form` → `Web form`: channels are an open list, so they have no texts of their own. */
export function channelName(channel: string): string {
  const words = channel.replaceAll('_', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}
