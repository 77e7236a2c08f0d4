/** A site's host names include those below them. */
export const hostAmongNames = (host: string, hosts: readonly string[]): boolean =>
  hosts.some((one) => host === one || host.endsWith(`.${one}`));

/** Who may show a form in a frame, as a content security policy says it. Names were checked when the website was set up. */
export function ancestorsOf(hosts: readonly string[]): string {
  if (hosts.length === 0) return "'none'";
  return hosts.flatMap((host) => (/^[\d.]+$|^localhost$/.test(host) ? [`${host}:*`] : [`${host}:*`, `*.${host}:*`])).join(' ');
}

/** The origin of the page around the frame, where it is one of the websites; null otherwise. */
export function parentOrigin(text: string | undefined, hosts: readonly string[]): string | null {
  if (!text || !URL.canParse(text)) return null;
  const url = new URL(text);
  return /^https?:$/.test(url.protocol) && url.origin === text && hostAmongNames(url.hostname, hosts) ? url.origin : null;
}
