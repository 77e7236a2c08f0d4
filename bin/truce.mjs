#!/usr/bin/env node
// `npx truce <command>` in the clone. Standard output belongs to the command alone.
import { nodeWillDo } from './node.mjs';

if (nodeWillDo()) {
  const args = process.argv.slice(2);
  const parts = args[0] === 'serve' ? ['server', 'web'] : ['server'];
  import('./prepare.mjs').then(({ followParent, prepare, runMain }) => {
    followParent();
    return prepare({ parts: parts, quiet: true }).then(() => runMain(args));
  });
}
