// The long form of the kill tests: npm run faults [kills] [seed]
import { killDuring } from '../fault/kills.ts';

const kills = Number(process.argv[2] ?? 20);
const seed = Number(process.argv[3] ?? Date.now() % 1_000_000);
console.log(`seed ${seed}, ${kills} kills of each`);
let wrong = 0;
for (const victim of ['program', 'database'] as const) {
  const outcome = await killDuring({ kills, victim, rows: 40_000, seed });
  const good =
    outcome.contacts === outcome.rows &&
    outcome.accounted === outcome.rows &&
    outcome.present === outcome.acknowledged &&
    outcome.doubled === 0;
  wrong += good ? 0 : 1;
  console.log(
    `${victim}: ${outcome.contacts} of ${outcome.rows} rows, ${outcome.present} of ${outcome.acknowledged} acknowledged writes, ${outcome.doubled} doubles, ${outcome.kills} kills: ${good ? 'nothing lost' : 'WRONG'}`,
  );
}
process.exitCode = wrong;
