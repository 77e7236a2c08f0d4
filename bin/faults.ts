// The long form of the kill tests: npm run faults [kills] [seed], npm run faults -- clocks [rounds] [seed], npm run faults -- hits [rounds], npm run faults -- sends [kills] [seed] [mails], or npm run faults -- unsubscribes [rounds] [seed]. The short form is part of npm test.
import { spawnSync } from 'node:child_process';
import { killDuring, nothingLost } from '../fault/kills.ts';

if (process.argv[2] === 'clocks') {
  const [rounds = '60', seed = String(Date.now() % 1_000_000)] = process.argv.slice(3);
  console.log(`seed ${seed}, ${rounds} clocks, each with a kill before each of its steps`);
  // A step that was taken twice once is a fault, whatever a second attempt says.
  const env = { ...process.env, FAULT_ROUNDS: rounds, FAULT_SEED: seed };
  process.exit(spawnSync('npx', ['vitest', 'run', 'fault/clocks.test.ts', '--retry', '0'], { stdio: 'inherit', env }).status ?? 1);
}

if (process.argv[2] === 'hits') {
  const env = { ...process.env, FAULT_ROUNDS: process.argv[3] ?? '50' };
  process.exit(spawnSync('npx', ['vitest', 'run', 'fault/hits.test.ts'], { stdio: 'inherit', env }).status ?? 1);
}

if (process.argv[2] === 'sends') {
  const [rounds = '200', seed = String(Date.now() % 1_000_000), mails = '20000'] = process.argv.slice(3);
  console.log(`seed ${seed}, ${mails} mails, the worker killed ${rounds} times`);
  const env = { ...process.env, FAULT_ROUNDS: rounds, FAULT_SEED: seed, FAULT_MAILS: mails };
  process.exit(spawnSync('npx', ['vitest', 'run', 'fault/sends.test.ts', '--retry', '0'], { stdio: 'inherit', env }).status ?? 1);
}

if (process.argv[2] === 'unsubscribes') {
  const [rounds = '200', seed = String(Date.now() % 1_000_000)] = process.argv.slice(3);
  console.log(`seed ${seed}, ${rounds} mailings while people unsubscribe`);
  const env = { ...process.env, FAULT_ROUNDS: rounds, FAULT_SEED: seed };
  process.exit(spawnSync('npx', ['vitest', 'run', 'fault/unsubscribes.test.ts', '--retry', '0'], { stdio: 'inherit', env }).status ?? 1);
}

const kills = Number(process.argv[2] ?? 20);
const seed = Number(process.argv[3] ?? Date.now() % 1_000_000);
console.log(`seed ${seed}, ${kills} kills of each`);
let wrong = 0;
for (const victim of ['program', 'database', 'worker'] as const) {
  const began = Date.now();
  const outcome = await killDuring({ kills, victim, rows: 40_000, seed, pauseMs: 1_500 });
  const good = nothingLost(outcome);
  wrong += good ? 0 : 1;
  console.log(
    `${victim}: ${outcome.contacts} of ${outcome.rows} rows, ${outcome.accounted} accounted, ${outcome.present} of ${outcome.acknowledged} acknowledged writes, ${outcome.doubled} doubles, ${outcome.kills} kills, ${outcome.killsDuringImport} of them during the import, ${Math.round((Date.now() - began) / 1000)} s: ${good ? 'nothing lost' : 'WRONG'}`,
  );
}
process.exitCode = wrong;
