/** A rule for files of a watched folder: which saved mapping a name stands for. */
export interface WatchedRule {
  /** A name with `*` for anything and `?` for one character, in any case. */
  pattern: string;
  /** The header row of the saved mapping; null: as the file is recognised by itself. */
  headerKey: string | null;
}

/** The first rule whose pattern fits a name. */
export function ruleFor(rules: readonly WatchedRule[], name: string): WatchedRule | null {
  return rules.find((rule) => fits(rule.pattern.toLowerCase(), name.toLowerCase())) ?? null;
}

/** One pass with one place to go back to: long patterns cost no more than long names. */
function fits(pattern: string, name: string): boolean {
  let [p, n, star, mark] = [0, 0, -1, 0];
  while (n < name.length) {
    if (p < pattern.length && pattern[p] !== '*' && (pattern[p] === '?' || pattern[p] === name[n])) {
      p += 1;
      n += 1;
    } else if (pattern[p] === '*') {
      star = p;
      mark = n;
      p += 1;
    } else if (star >= 0) {
      p = star + 1;
      mark += 1;
      n = mark;
    } else return false;
  }
  return /^\**$/.test(pattern.slice(p));
}

/** A name for a folder: the workspace's, and the end of its id, so that two of one name have two folders. */
export function folderName(workspace: { name: string; id: string }): string {
  const words = workspace.name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 60);
  return [words || 'workspace', workspace.id.slice(-8)].join('-');
}
