import { describe, expect, it } from 'vitest';
import { hashPassword, passwordMatches, passwordProblem } from './password.ts';

describe('what may be a password', () => {
  const common = `password12 Password123! passw0rd123 P@ssw0rd2024 1234567890 0987654321 aaaaaaaaaa abababababab qwertyuiop qwertz12345 iloveyou12
    welcome2024 administrator summer2025! abcdefghij letmein1234 truce12345 passwordpassword short1 11111111111`;
  it.each(common.split(/\s+/))('not %s', (password) => {
    expect(passwordProblem(password)).toEqual(expect.any(String));
  });
  it.each(['three odd teapots', 'kx8!mPq2vZ', 'Wassermelone-im-Schnee', 'пароль из трёх слов'])('but %s', (password) => {
    expect(passwordProblem(password)).toBeNull();
  });
  it('not one’s own name or address with a number behind it', () => {
    const about = ['Rita Repstein', 'rita@acme-tools.example', 'Acme Tools'];
    expect(passwordProblem('RitaRepstein1', about)).toMatch(/too close/);
    expect(passwordProblem('acmetools2024', about)).toMatch(/too close/);
    expect(passwordProblem('rita likes green tea', about)).toBeNull();
  });
  it('not longer than can be hashed at ease', () => {
    expect(passwordProblem('ab1!'.repeat(33))).toMatch(/128/);
  });
});

describe('hashing', () => {
  it('matches its own password only, however the letters were composed', async () => {
    const stored = await hashPassword('Caf\u00e9 am See');
    expect(stored).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect(await passwordMatches(stored, 'Cafe\u0301 am See')).toBe(true);
    expect(await passwordMatches(stored, 'cafe am see')).toBe(false);
    expect(await passwordMatches('not a hash', 'anything')).toBe(false);
  });
});
