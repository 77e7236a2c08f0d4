import { type Route, rawRoute, route } from '#platform/http/route.ts';
import { mergeRecords } from './commands/merge.ts';
import { decidePair } from './commands/pairs.ts';
import { startScan } from './commands/scan.ts';
import { undoMerge } from './commands/undo.ts';
import * as contract from './contract.ts';
import { mergesOf, previewOf } from './queries/merges.ts';
import { latestScan, pairsOf } from './queries/pairs.ts';

export const routes: Route[] = [
  route(contract.startDuplicateScan, startScan),
  route(contract.readDuplicateScan, async ({ tx, scope }, { entity }) => ({ scan: await latestScan(tx, scope, entity) })),
  route(contract.listDuplicates, ({ tx, scope }, asked) => pairsOf(tx, scope, asked)),
  route(contract.dismissDuplicate, (ctx, { id }) => decidePair(ctx, { id, state: 'dismissed' })),
  route(contract.reopenDuplicate, (ctx, { id }) => decidePair(ctx, { id, state: 'open' })),
  // A POST, for choices do not fit into an address; read-only in the database all the same.
  rawRoute(contract.previewMerge, ({ runtime, scope }, asked) => runtime.read(scope, (ctx) => previewOf(ctx.tx, scope, asked))),
  route(contract.mergeRecords, mergeRecords),
  route(contract.undoMerge, (ctx, { id }) => undoMerge(ctx, id)),
  route(contract.listMerges, async ({ tx, scope }, asked) => ({ items: await mergesOf(tx, scope, asked) })),
];
