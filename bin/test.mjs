// `npm test`: installs and builds what is needed, then everything CI runs. Ends with one line: N passed, N failed.
import { nodeWillDo } from './node.mjs';

if (nodeWillDo()) {
  const { prepare, project } = await import('./prepare.mjs');
  await prepare({ parts: ['server', 'web'], quiet: false });
  const { runChecks } = await import('./checks.mjs');
  process.exitCode = (await runChecks({ project, only: process.argv.slice(2) })) ? 0 : 1;
}
