import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { PROJECT } from '#src/project.ts';

const ADMIN = { email: 'admin@example.test', password: 'three odd teapots' };

interface Options {
  /** Web and jobs in two processes. */
  split?: boolean;
  settings?: Readonly<Record<string, string>>;
}

/** The built program on a state folder of its own, to be killed and started again. */
export class Service {
  private child: ChildProcess | null = null;
  private worker: ChildProcess | null = null;
  private key = '';
  private readonly log: number;
  private constructor(
    readonly stateDir: string,
    private readonly port: number,
    private readonly options: Options,
  ) {
    this.log = openSync(path.join(stateDir, 'program.log'), 'a');
  }

  /** @param settings more of them, as environment variables */
  static async open(options: Options = {}): Promise<Service> {
    const service = await Service.empty(options);
    await service.begin();
    return service;
  }

  /** One that does not run yet: for commands. */
  static async empty({ stateDir, ...options }: Options & { stateDir?: string } = {}): Promise<Service> {
    const folder = stateDir ?? (await mkdtemp(path.join(tmpdir(), 'truce-fault-')));
    await mkdir(folder, { recursive: true });
    return new Service(folder, await freePort(), options);
  }

  /** Starts it and takes a key to speak to it. */
  async begin(): Promise<void> {
    await this.start();
    this.key = (await this.cli<{ key: string }>('key', 'create', '--role', 'admin')).key;
  }

  async start(): Promise<void> {
    this.child = this.run('serve', ...(this.options.split ? ['--role', 'web'] : []));
    await this.until(async () => (await fetch(`${this.address}/api/health`)).ok, 'the service did not start');
    if (this.options.split) this.startWorker();
  }

  /** The jobs in a process of their own, beside the web process. */
  private startWorker(): void {
    this.worker = this.run('work');
  }

  private run(...words: string[]): ChildProcess {
    return spawn(process.execPath, [path.join(PROJECT, 'dist/main.js'), ...words], {
      env: this.environment(),
      stdio: ['ignore', this.log, this.log],
    });
  }

  async killWorker(): Promise<void> {
    await end(this.worker, 'SIGKILL');
    this.startWorker();
  }

  private get address(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  private environment(): NodeJS.ProcessEnv {
    return {
      ...{ PATH: process.env.PATH, HOME: process.env.HOME },
      ...{ TRUCE_STATE: this.stateDir, PORT: String(this.port), LOG_LEVEL: 'warn' },
      ...{ TRUCE_ADMIN_EMAIL: ADMIN.email, TRUCE_ADMIN_PASSWORD: ADMIN.password, TRUCE_WORKSPACE: 'Faults' },
      ...this.options.settings,
    };
  }

  /** Runs one command with `--json` and gives its result back. */
  async cli<T>(...words: string[]): Promise<T> {
    const { code, output, problem } = await this.command(...words);
    if (code !== 0) throw new Error(`truce ${words.join(' ')}: ${problem}`);
    return JSON.parse(output) as T;
  }

  async command(...words: string[]): Promise<{ code: number | null; output: string; problem: string }> {
    const child = spawn(process.execPath, [path.join(PROJECT, 'dist/main.js'), ...words, '--json'], { env: this.environment() });
    const said = { output: '', problem: '' };
    child.stdout.on('data', (chunk) => (said.output += chunk));
    child.stderr.on('data', (chunk) => (said.problem += chunk));
    const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
    return { code, ...said };
  }

  /** Ends the program as a power cut would: no signal handler runs. */
  async killProgram(): Promise<void> {
    await end(this.child, 'SIGKILL');
  }

  /** Kills the database under the running program. */
  async killDatabase(): Promise<void> {
    const file = await readFile(path.join(this.stateDir, 'postgres/data/postmaster.pid'), 'utf8').catch(() =>
      readFile(path.join(this.stateDir, 'data/postmaster.pid'), 'utf8'),
    );
    process.kill(Number(file.split('\n')[0]), 'SIGKILL');
  }

  async close(): Promise<void> {
    await this.stop();
    closeSync(this.log);
    await rm(this.stateDir, { recursive: true, force: true });
  }

  async stop(): Promise<void> {
    await end(this.worker, 'SIGTERM');
    await end(this.child, 'SIGTERM');
  }

  /** What the program said last. */
  lastWords(): string {
    return readFileSync(path.join(this.stateDir, 'program.log'), 'utf8').slice(-3_000);
  }

  /** One call to the API; null where the service does not answer or is busy. */
  async call<T>(
    method: string,
    place: string,
    options: { body?: unknown; form?: FormData; idempotencyKey?: string } = {},
  ): Promise<T | null> {
    const { body, form, idempotencyKey } = options;
    try {
      const response = await fetch(`${this.address}/api${place}`, {
        method,
        headers: {
          authorization: `Bearer ${this.key}`,
          ...(body ? { 'content-type': 'application/json' } : {}),
          ...(idempotencyKey ? { 'idempotency-key': idempotencyKey } : {}),
        },
        body: form ?? (body ? JSON.stringify(body) : undefined),
        signal: AbortSignal.timeout(20_000),
      });
      return response.ok ? ((await response.json()) as T) : null;
    } catch {
      return null;
    }
  }

  /** Asks again until the answer is yes; fails with `otherwise` after two minutes. */
  async until(asked: () => Promise<boolean>, otherwise: string): Promise<void> {
    const end = Date.now() + 120_000;
    while (Date.now() < end) {
      if (await asked().catch(() => false)) return;
      await pause(100);
    }
    throw new Error(`${otherwise}\n${this.lastWords()}`);
  }
}

async function end(child: ChildProcess | null, signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
  if (!child || child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill(signal);
  await ended;
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}
