#!/usr/bin/env node
// `npm start`: installs and builds what is needed, then serves, in this one process.
import { nodeWillDo } from './node.mjs';

if (nodeWillDo()) {
  import('./prepare.mjs').then(({ followParent, prepare, runMain }) => {
    followParent();
    return prepare({ parts: ['server', 'web'], quiet: false }).then(() => runMain(['serve'].concat(process.argv.slice(2))));
  });
}
