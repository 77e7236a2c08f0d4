import { hash, verify } from '@node-rs/argon2';

/** Argon2id with 19 MiB, two passes, one lane: the floor that OWASP names, about 15 ms on a small machine. */
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

export function hashPassword(password: string): Promise<string> {
  return hash(password.normalize('NFKC'), COST);
}

/** False for a wrong password and for a hash that cannot be read. */
export async function passwordMatches(stored: string, password: string): Promise<boolean> {
  return verify(stored, password.normalize('NFKC')).catch(() => false);
}

const SHORTEST = 8;
const LONGEST = 128;

/**
 * The stems of what people choose most where ten characters are asked for. A password is refused when nothing but digits,
 * punctuation and one of these is left of it, or when it repeats or counts.
 */
const COMMON = new Set(
  `password passw0rd passwort motdepasse contrasena kennwort qwerty qwertz azerty qwertyuiop qwertzuiop asdfghjkl yxcvbnm zxcvbnm
  iloveyou letmein welcome willkommen bienvenue admin administrator root superuser football baseball basketball fussball princess
  sunshine monkey dragon master shadow superman batman starwars trustno michael jennifer jessica charlie daniel thomas michelle
  whatever freedom computer internet samsung google facebook linkedin secret geheim hallo hello changeme default test testing
  login access summer winter spring autumn sommer herbst fruehling january february november december monday friday company sales
  marketing truce crm abc abcd abcde abcdef abcdefg abcdefgh abcdefghij mypassword thepassword newpassword yourpassword`.split(/\s+/),
);

/** Why this may not be a password; null where it may. `about` holds words near the person: name, address, workspace. */
export function passwordProblem(password: string, about: readonly string[] = []): string | null {
  if (password.length < SHORTEST || password.length > LONGEST) return `A password has ${SHORTEST} to ${LONGEST} characters.`;
  const plain = password.normalize('NFKC').toLowerCase();
  if (new Set(plain).size < 4) return 'This password repeats the same few characters. Choose another one.';
  if (isRun(plain)) return 'This password only counts up or down. Choose another one.';
  const letters = plain.replace(/[^\p{L}]/gu, '');
  const leet = plain
    .replace(/^[^\p{L}]+|[^\p{L}]+$/gu, '')
    .replace(/[4@]/g, 'a')
    .replace(/3/g, 'e')
    .replace(/[1!]/g, 'i')
    .replace(/0/g, 'o')
    .replace(/[5$]/g, 's')
    .replace(/[^\p{L}]/gu, '');
  if ([letters, leet].some((word) => COMMON.has(word) || isTwice(word)))
    return 'This is one of the passwords that are guessed first. Choose another one, such as three words that do not belong together.';
  const near = about.flatMap((text) => text.toLowerCase().split(/[^\p{L}\p{N}]+/u)).filter((word) => word.length >= 4);
  const rest = near.sort((a, b) => b.length - a.length).reduce((left, word) => left.replaceAll(word, ''), plain);
  if (rest.length < 5) return 'This password is too close to a name or an address. Choose another one.';
  return null;
}

function isTwice(word: string): boolean {
  const half = word.slice(0, word.length / 2);
  return half.length >= 3 && half + half === word && COMMON.has(half);
}

/** `1234567890`, `9876543210`, `abcdefghij`: every step the same, by one. */
function isRun(text: string): boolean {
  const steps = [...text].slice(1).map((character, index) => character.charCodeAt(0) - text.charCodeAt(index));
  return [1, -1].some((step) => steps.filter((one) => one === step).length >= steps.length - 1);
}
