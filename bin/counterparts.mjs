// `npm run counterparts`: installs the real mail servers that test/counterparts sends to, from Debian packages. Needs root and apt-get; starts nothing.
import { spawnSync } from 'node:child_process';

const PACKAGES = ['postfix', 'dovecot-imapd'];
/** Whatever a mirror does, this ends. */
const LONGEST = 240_000;

if (process.getuid?.() !== 0) fail('Only root may install packages.');
const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' };
for (const args of [['update'], ['install', '-y', '--no-install-recommends', ...PACKAGES]]) {
  const { error, status } = spawnSync('apt-get', args, { stdio: 'inherit', env, timeout: LONGEST });
  if (error || status !== 0)
    fail(`apt-get ${args[0]} did not work: ${error?.message ?? `it ended with ${status}`}. The tests use smtp-server instead.`);
}

function fail(words) {
  console.error(words);
  process.exit(1);
}
