// What CI runs, one after the other: each tool is a check of its own, the test runner counts its tests.
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const bin = (name) => join('node_modules', name);

/** Tools that pass or fail as a whole. */
const TOOLS = [
  ['types of the server', [bin('typescript/bin/tsc'), '-p', 'tsconfig.json']],
  ['types of what runs in both', [bin('typescript/bin/tsc'), '-p', 'tsconfig.shared.json']],
  ['types of the web app', [bin('typescript/bin/tsc'), '-p', 'tsconfig.web.json']],
  ['format and lint', [bin('@biomejs/biome/bin/biome'), 'check', '--error-on-warnings']],
];

/** @returns whether everything passed; prints the closing line */
export async function runChecks({ project, only }) {
  const count = { passed: 0, failed: 0 };
  for (const [name, args] of only.length ? [] : TOOLS) {
    const { code, output } = await run(project, args);
    count[code === 0 ? 'passed' : 'failed'] += 1;
    console.log(`${code === 0 ? '✓' : '✗'} ${name}`);
    if (code !== 0) console.log(output.split('\n').slice(0, 60).join('\n'));
  }
  const tests = await runTests(project, only);
  const passed = count.passed + tests.passed;
  const failed = count.failed + tests.failed;
  console.log(`\n${passed} passed, ${failed} failed`);
  return failed === 0 && passed > 0;
}

/** Runs the test runner once; a file that could not even be loaded counts as a failure. */
async function runTests(project, only) {
  const folder = mkdtempSync(join(tmpdir(), 'truce-checks-'));
  const report = join(folder, 'report.json');
  try {
    const args = [bin('vitest/vitest.mjs'), 'run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`, ...only];
    const { code } = await run(project, args, { stdio: 'inherit' });
    if (!existsSync(report)) return { passed: 0, failed: 1 };
    const { numPassedTests, numFailedTests, testResults } = JSON.parse(readFileSync(report, 'utf8'));
    const unloaded = testResults.filter((file) => file.status === 'failed' && file.assertionResults.length === 0).length;
    const failed = numFailedTests + unloaded;
    return { passed: numPassedTests, failed: code !== 0 && failed === 0 ? 1 : failed };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function run(cwd, args, options = { stdio: ['ignore', 'pipe', 'pipe'] }) {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, args, { cwd, ...options });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => (output += chunk));
    child.on('close', (code) => resolve({ code, output }));
  });
}
