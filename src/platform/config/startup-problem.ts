export type StartupProblemCode =
  | 'broken'
  | 'in_use'
  | 'no_space'
  | 'not_permitted'
  | 'other_version'
  | 'port_taken'
  | 'setting'
  | 'unreachable'
  | 'unsupported';

/**
 * Something outside the program keeps it from starting. `message` is one sentence that says what, `remedy` one that
 * says what to do; both are printed to the person who started it, without a stack.
 */
export class StartupProblem extends Error {
  override readonly name = 'StartupProblem';
  readonly code: StartupProblemCode;
  readonly remedy: string;

  constructor(code: StartupProblemCode, message: string, more: { remedy: string; cause?: unknown }) {
    super(message, { cause: more.cause });
    this.code = code;
    this.remedy = more.remedy;
  }
}

/** Reads a file error or the output of a program; undefined when it is none of the well-known troubles. */
export function problemOf(trouble: unknown, place: string): StartupProblem | undefined {
  if (trouble instanceof StartupProblem) return trouble;
  const code = trouble instanceof Error && 'code' in trouble ? String(trouble.code) : '';
  const text = trouble instanceof Error ? trouble.message : String(trouble);
  if (/ENOSPC|EDQUOT/.test(code) || /No space left on device|Disk quota exceeded/i.test(text)) return noSpace(place, trouble);
  if (code === 'EROFS' || /Read-only file system/i.test(text)) {
    return new StartupProblem('not_permitted', `The disk that holds ${place} is read-only.`, {
      remedy: 'Set TRUCE_STATE to a folder on a disk that can be written.',
      cause: trouble,
    });
  }
  if (/^(EACCES|EPERM)$/.test(code) || /Permission denied|Operation not permitted/i.test(text)) return notPermitted(place, trouble);
  return undefined;
}

export function noSpace(place: string, cause?: unknown): StartupProblem {
  return new StartupProblem('no_space', `There is no space left on the disk that holds ${place}.`, {
    remedy: 'Free at least 1 GB there, or move the state folder to a larger disk and point TRUCE_STATE to it; what was saved is safe.',
    cause,
  });
}

export function notPermitted(place: string, cause?: unknown): StartupProblem {
  return new StartupProblem('not_permitted', `This user may not read and write ${place}.`, {
    remedy: 'Start as the user who owns that folder, give it to this user, or set TRUCE_STATE to another folder.',
    cause,
  });
}
