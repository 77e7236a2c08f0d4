import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it } from 'vitest';
import { openApiOf } from '#platform/http/openapi.ts';
import { product } from '#src/product.ts';
import { PROJECT } from '#src/project.ts';

const document = openApiOf(
  product.routes.map((route) => route.endpoint),
  { version: '0.0.0' },
);

it('names every endpoint once, on a path of its own', () => {
  const names = product.routes.map((route) => route.endpoint.name);
  const places = product.routes.map(({ endpoint }) => `${endpoint.method} ${endpoint.path.replace(/:\w+/g, ':x')}`);
  expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
  expect(places.filter((place, index) => places.indexOf(place) !== index)).toEqual([]);
});

it('gives an OpenAPI document that lints clean', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'truce-openapi-'));
  try {
    const file = path.join(folder, 'openapi.json');
    writeFileSync(file, JSON.stringify(document));
    let problems: string[] = [];
    try {
      const lint = path.join(PROJECT, 'node_modules/@redocly/cli/bin/cli.js');
      execFileSync(process.execPath, [lint, 'lint', file, '--extends=spec', '--format=json'], {
        env: { ...process.env, REDOCLY_TELEMETRY: 'off' },
        stdio: 'pipe',
      });
    } catch (error) {
      const { stdout, stderr } = error as { stdout: Buffer; stderr: Buffer };
      problems = `${stdout}${stderr}`.split('\n').filter((line) => line.includes('"message"'));
      if (problems.length === 0) problems = [`${stdout}${stderr}`.slice(0, 2_000)];
    }
    expect([...new Set(problems)].slice(0, 20)).toEqual([]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
