import { hostAmongNames } from './hosts.ts';

/**
 * Where whoever has sent a form may be taken to: a full https address (http for the machine itself) on one of the workspace's websites. Written by
 * the workspace, never taken from a request. Null: nowhere.
 */
export function allowedTarget(text: string, hosts: readonly string[]): string | null {
  // Browsers read a backslash as a slash and drop control characters; what is written so is meant to deceive.
  if (/[\\\p{Cc}\s]/u.test(text) || !/^https?:\/\/[^/]/i.test(text) || !URL.canParse(text)) return null;
  const url = new URL(text);
  if (url.username || url.password || !hostAmongNames(url.hostname, hosts)) return null;
  if (url.protocol === 'http:' && !isLocal(url.hostname)) return null;
  return url.href;
}

const isLocal = (host: string) => host === 'localhost' || /^127\.\d+\.\d+\.\d+$/.test(host);
