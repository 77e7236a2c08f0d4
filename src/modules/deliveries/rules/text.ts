/** Without line ends and control characters, so that it can stand in a list, a mail's head or a log. */
export function oneLine(text: string): string {
  return text
    .slice(0, 4000)
    .replace(/[\p{Cc}\u2028\u2029\s]+/gu, ' ')
    .trim()
    .slice(0, 500);
}

/** A message id without its angle brackets. */
export const bare = (id: string): string => (/<([^<>\s]{1,300})>/.exec(id)?.[1] ?? id.trim().replace(/^<|>$/g, '')).slice(0, 300);
