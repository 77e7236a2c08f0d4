import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { PROJECT } from '#src/project.ts';

const ADMIN = { email: 'admin@example.test', password: 'three odd teapots' };

/** The built program on a state folder of its own, to be killed and started again. */
export class Service {
  private child: ChildProcess | null = null;
  private key = '';
  private constructor(
    private readonly stateDir: string,
    private readonly port: number,
  ) {}

  static async open(): Promise<Service> {
    const service = new Service(await mkdtemp(path.join(tmpdir(), 'truce-fault-')), await freePort());
    await service.start();
    service.key = await service.makeKey();
    return service;
  }

  async start(): Promise<void> {
    this.child = spawn(process.execPath, [path.join(PROJECT, 'dist/main.js'), 'serve'], {
      env: this.environment(),
      stdio: ['ignore', 'ignore', 'ignore'],
    });
    await this.until(async () => (await fetch(`${this.address}/api/health`)).ok, 'the service did not start');
  }

  private get address(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  private environment(): NodeJS.ProcessEnv {
    return {
      ...{ PATH: process.env.PATH, HOME: process.env.HOME },
      ...{ TRUCE_STATE: this.stateDir, PORT: String(this.port), LOG_LEVEL: 'silent' },
      ...{ TRUCE_ADMIN_EMAIL: ADMIN.email, TRUCE_ADMIN_PASSWORD: ADMIN.password, TRUCE_WORKSPACE: 'Faults' },
    };
  }

  private async makeKey(): Promise<string> {
    const child = spawn(process.execPath, [path.join(PROJECT, 'dist/main.js'), 'key', 'create', '--role', 'admin', '--json'], {
      env: this.environment(),
    });
    let output = '';
    for await (const chunk of child.stdout) output += chunk;
    return (JSON.parse(output) as { key: string }).key;
  }

  /** Ends the program as a power cut would: no signal handler runs. */
  async killProgram(): Promise<void> {
    const ended = new Promise((resolve) => this.child?.once('exit', resolve));
    this.child?.kill('SIGKILL');
    await ended;
  }

  /** Kills the database under the running program. */
  async killDatabase(): Promise<void> {
    const file = await readFile(path.join(this.stateDir, 'postgres/data/postmaster.pid'), 'utf8').catch(() =>
      readFile(path.join(this.stateDir, 'data/postmaster.pid'), 'utf8'),
    );
    process.kill(Number(file.split('\n')[0]), 'SIGKILL');
  }

  async close(): Promise<void> {
    const ended = new Promise((resolve) => this.child?.once('exit', resolve));
    this.child?.kill('SIGTERM');
    await ended;
    await rm(this.stateDir, { recursive: true, force: true });
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
    throw new Error(otherwise);
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}
