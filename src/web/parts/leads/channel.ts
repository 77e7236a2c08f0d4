/** `web_form` → `Web form`: channels are an open list, so they have no texts of their own. */
export function channelName(channel: string): string {
  const words = channel.replaceAll('_', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** `A1 · paid_search` → `A1 · Paid search`: score and type of lead, compared like with like. */
export function bandName(band: string): string {
  const [label = '', ...type] = band.split(' · ');
  return [label, ...type.map(channelName)].join(' · ');
}
