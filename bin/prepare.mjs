// Brings a clone to the point where it can run: packages as locked, built from the present sources.
// Plain JavaScript without dependencies: it runs before anything is installed. Says everything on standard error.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

export const project = dirname(dirname(fileURLToPath(import.meta.url)));
const inProject = (...parts) => join(project, ...parts);

const LOCK_HASH = inProject('node_modules', '.truce-lock-hash');
const BUILD_HASH = inProject('dist', '.build-hash');
const WORKING = inProject('dist', '.preparing');

/** Stops with one sentence and what to do, without a stack. */
class Hindrance extends Error {
  constructor(message, remedy) {
    super(message);
    this.remedy = remedy;
  }
}

/** Installs and builds what is missing or outdated; `parts` is what the caller needs of `server` and `web`. */
export async function prepare({ parts, quiet }) {
  try {
    const say = quiet ? () => undefined : (line) => process.stderr.write(`${line}\n`);
    if (installed() && parts.every(built)) return;
    await alone(async () => {
      if (!installed()) await install(say);
      for (const part of parts) if (!built(part)) await build(part, say);
    });
  } catch (error) {
    if (!(error instanceof Hindrance) && !/^(ENOSPC|EACCES|EPERM|EROFS)$/.test(error.code)) throw error;
    const hindrance = error instanceof Hindrance ? error : diskHindrance(error.code);
    process.stderr.write(`Truce could not start: ${hindrance.message}\n${hindrance.remedy}\n`);
    process.exit(1);
  }
}

/**
 * Under npm a shell stands between npm and us, and passes no signal on: whoever ends or kills `npm start` would leave
 * us running unseen. The end of npm or of that shell therefore counts as SIGTERM.
 */
export function followParent() {
  if (!process.env.npm_lifecycle_event) return;
  const shell = process.ppid;
  const npm = parentOfShell(shell);
  const timer = setInterval(() => {
    const orphaned = process.ppid !== shell || (npm && !lives(npm));
    if (orphaned && process.emit('SIGTERM', 'SIGTERM')) clearInterval(timer);
  }, 250);
  timer.unref();
}

/** The process above `pid` if that is the shell of a script; undefined when npm is our direct parent, or on Windows. */
function parentOfShell(pid) {
  if (process.platform === 'win32') return undefined;
  const { stdout = '' } = spawnSync('ps', ['-o', 'ppid=,args=', '-p', String(pid)], { encoding: 'utf8' });
  const described = stdout?.trim() || fromProc(pid);
  const [, parent, command] = /^(\d+)\s+(.*)$/.exec(described) ?? [];
  return /\bsh\b.* -c /.test(command) ? Number(parent) : undefined;
}

/** Slim images have no ps. */
function fromProc(pid) {
  const stat = textOf(`/proc/${pid}/stat`);
  return `${stat.slice(stat.lastIndexOf(')') + 4).split(' ')[0]} ${textOf(`/proc/${pid}/cmdline`).replaceAll('\0', ' ')}`;
}

/**
 * While the program does not listen to a signal itself (it is still starting, runs a command, or is stopping and asked
 * again), the signal ends the process by way of its exit handlers: the database server hears of it too.
 */
function endProperly() {
  for (const [signal, number] of Object.entries({ SIGHUP: 1, SIGINT: 2, SIGTERM: 15 })) {
    process.on(signal, () => {
      if (process.listenerCount(signal) === 1) process.exit(128 + number);
    });
  }
}

/** Runs the built program in this process, as if it had been called with `args`. */
export async function runMain(args) {
  // Below the clone wherever the command is called from, so that there is never a second database by accident.
  process.env.TRUCE_STATE ||= inProject('state');
  process.setSourceMapsEnabled?.(true);
  endProperly();
  process.argv = [process.argv[0], inProject('dist', 'main.js'), ...args];
  await import(pathToFileURL(inProject('dist', 'main.js')).href);
}

function diskHindrance(code) {
  if (code === 'ENOSPC')
    return new Hindrance(`there is no space left on the disk that holds ${project}.`, 'Free at least 1 GB and start again.');
  return new Hindrance(`this user may not write in ${project}.`, 'Start as the user who owns that folder, or give it to this user.');
}

/** Two starts at the same moment: the second waits for the first, then finds the work done. */
async function alone(work) {
  mkdirSync(dirname(WORKING), { recursive: true });
  for (let told = false; !claimed(); told = true) {
    if (!told) process.stderr.write('Waiting for another start of Truce to finish installing and building …\n');
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  try {
    await work();
  } finally {
    rmSync(WORKING, { force: true });
  }
}

function claimed() {
  try {
    writeFileSync(WORKING, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
    if (!lives(Number(textOf(WORKING))) || ageOf(WORKING) > LONGEST_MS) rmSync(WORKING, { force: true });
    return false;
  }
}

/** Beyond this the process id in the file has surely come to mean another process. */
const LONGEST_MS = 15 * 60_000;

function ageOf(path) {
  try {
    return Date.now() - statSync(path).mtimeMs;
  } catch {
    return 0;
  }
}

function lives(pid) {
  if (pid === process.pid || !(pid > 0)) return false;
  try {
    process.kill(pid, 0);
  } catch (error) {
    return error.code === 'EPERM';
  }
  return !/\) Z /.test(textOf(`/proc/${pid}/stat`));
}

function textOf(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

const hashOf = (text) => createHash('sha256').update(text).digest('hex');
const lockHash = () => hashOf(readFileSync(inProject('package-lock.json')));

function installed() {
  const recorded = textOf(LOCK_HASH);
  if (recorded) return recorded === lockHash();
  if (!installedByHand()) return false;
  record();
  return true;
}

/** Somebody ran npm: npm's own list of what it put there agrees with the lock file. */
function installedByHand() {
  const list = textOf(inProject('node_modules', '.package-lock.json'));
  if (!list) return false;
  const wanted = JSON.parse(textOf(inProject('package-lock.json'))).packages;
  const found = JSON.parse(list).packages;
  return Object.entries(wanted).every(
    ([path, one]) => path === '' || (found[path] ? found[path].version === one.version : one.optional || one.devOptional),
  );
}

function record() {
  writeFileSync(LOCK_HASH, lockHash());
  linkCommand();
}

/** Lets `npx truce` find the command at once: npm links the commands of dependencies, not the project's own. */
function linkCommand() {
  if (process.platform === 'win32') return;
  try {
    mkdirSync(inProject('node_modules', '.bin'), { recursive: true });
    symlinkSync('../../bin/truce.mjs', inProject('node_modules', '.bin', 'truce'));
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
  }
}

const QUIETLY = ['--include=dev', '--include=optional', '--no-audit', '--no-fund', '--loglevel=error'];

async function install(say) {
  // An install begins by emptying node_modules, and through a link that would be somebody else's.
  if (lstatSync(inProject('node_modules'), { throwIfNoEntry: false })?.isSymbolicLink())
    throw new Hindrance(
      'its packages are out of date, and node_modules is a link to another folder, which an install would empty.',
      'Delete the link, or install in the folder it leads to, and start again.',
    );
  say('Installing packages, which is needed once (about a minute) …');
  const stopClock = clock();
  let { code, output } = await npm(['ci', ...QUIETLY]);
  // A registry that lacks a package of some other platform makes npm call the lock file incomplete; install is lenient there.
  if (npmCode(output) === 'EUSAGE') ({ code, output } = await npm(['install', '--no-save', ...QUIETLY]));
  stopClock();
  if (code !== 0) throw installHindrance(output);
  record();
}

const npmCode = (output) => /npm (?:error|ERR!) code (\w+)/.exec(output)?.[1] ?? '';

/** On a terminal, shows that it is still going. */
function clock() {
  if (!process.stderr.isTTY) return () => undefined;
  const since = Date.now();
  const timer = setInterval(() => process.stderr.write(`\r  ${Math.round((Date.now() - since) / 1000)} s `), 1000);
  return () => {
    clearInterval(timer);
    process.stderr.write('\r           \r');
  };
}

function npm(args) {
  const script = process.env.npm_execpath;
  if (script && basename(script) === 'npm-cli.js') return run(process.execPath, [script, ...args]);
  return process.platform === 'win32' ? run('npm.cmd', args, { shell: true }) : run('npm', args);
}

function run(command, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: project, stdio: ['ignore', 'pipe', 'pipe'], ...options });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk) => {
        output += chunk;
      });
    }
    child.on('error', (error) =>
      reject(error.code === 'ENOENT' ? new Hindrance(`the program ${command} was not found.`, 'Install Node.js with npm.') : error),
    );
    child.on('close', (code) => resolve({ code, output }));
  });
}

function installHindrance(output) {
  const code = npmCode(output);
  if (/^(ENOSPC|EACCES|EPERM|EROFS)$/.test(code)) return diskHindrance(code);
  if (/^(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|ERR_SOCKET_TIMEOUT|FETCH_ERROR)$/.test(code)) {
    return new Hindrance(
      'the packages it is made of could not be fetched, because the package registry does not answer.',
      'Check the network (or the proxy and registry settings of npm) and start again.',
    );
  }
  return new Hindrance('"npm ci" failed.', output.trim().split('\n').slice(-15).join('\n'));
}

const isTest = (path) => /\.test\.tsx?$|[\\/]testing\.ts$/.test(path);
const SOURCES = {
  server: () => [...filesOf('src')].filter((path) => !path.startsWith(join('src', 'web'))),
  web: () =>
    [...filesOf('src')]
      .filter((path) => path.startsWith(join('src', 'web')) || /shared[\\/]|[\\/](schema|contract)(\.ts|[\\/])/.test(path))
      .concat('vite.config.ts'),
};

function* filesOf(folder) {
  if (!existsSync(inProject(folder))) return;
  for (const entry of readdirSync(inProject(folder), { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* filesOf(path);
    else if (!isTest(path)) yield path;
  }
}

/** By content, not by date: a checkout to and fro builds nothing. */
function sourceHash(part) {
  const hash = createHash('sha256')
    .update(lockHash())
    .update(textOf(inProject('package.json')))
    .update(textOf(fileURLToPath(import.meta.url)));
  for (const path of SOURCES[part]().sort()) hash.update(`\0${path}\0`).update(readFileSync(inProject(path)));
  return hash.digest('hex');
}

const OUTCOME = { server: inProject('dist', 'main.js'), web: inProject('dist', 'web', 'index.html') };

function built(part) {
  if (part === 'web' && !existsSync(inProject('src', 'web', 'index.html'))) return true;
  return existsSync(OUTCOME[part]) && buildHashes()[part] === sourceHash(part);
}

function buildHashes() {
  try {
    return JSON.parse(textOf(BUILD_HASH));
  } catch {
    return {};
  }
}

async function build(part, say) {
  say(part === 'server' ? 'Building the server …' : 'Building the web app …');
  const hash = sourceHash(part);
  await (part === 'server' ? buildServer() : buildWeb());
  replace(BUILD_HASH, JSON.stringify({ ...buildHashes(), [part]: hash }));
}

/** Written aside and renamed: a command that starts meanwhile reads the old program or the new one, never half of one. */
function replace(path, content) {
  const draft = `${path}.${process.pid}`;
  writeFileSync(draft, content);
  renameSync(draft, path);
}

async function buildServer() {
  const esbuild = await import(pathToFileURL(inProject('node_modules', 'esbuild', 'lib', 'main.js')).href);
  const { build: bundle, stop } = esbuild.default ?? esbuild;
  try {
    const { outputFiles } = await bundle({
      absWorkingDir: project,
      entryPoints: ['src/main.ts'],
      outfile: 'dist/main.js',
      ...{
        bundle: true,
        format: 'esm',
        platform: 'node',
        target: 'node20',
        packages: 'external',
        sourcemap: true,
        write: false,
        logLevel: 'silent',
      },
    });
    for (const file of outputFiles.sort((a, b) => b.path.length - a.path.length)) replace(file.path, file.contents);
  } catch (error) {
    throw new Hindrance('the server could not be built.', error.message);
  } finally {
    await stop?.();
  }
}

async function buildWeb() {
  const [fresh, old] = [inProject('dist', 'web.new'), inProject('dist', 'web.old')];
  const vite = inProject('node_modules', 'vite', 'bin', 'vite.js');
  const { code, output } = await run(process.execPath, [vite, 'build', '--outDir', fresh, '--emptyOutDir', '--logLevel', 'warn']);
  if (code !== 0) throw new Hindrance('the web app could not be built.', output.trim());
  rmSync(old, { recursive: true, force: true });
  if (existsSync(inProject('dist', 'web'))) renameSync(inProject('dist', 'web'), old);
  renameSync(fresh, inProject('dist', 'web'));
  rmSync(old, { recursive: true, force: true });
}
