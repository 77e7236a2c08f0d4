import { type Route, route } from '#platform/http/route.ts';
import { deleteReplay, startReplay } from './commands/replays.ts';
import * as contract from './contract.ts';
import { listReplays, readReplay, replayRows } from './queries/replays.ts';

export const routes: readonly Route[] = [
  route(contract.startReplay, startReplay),
  route(contract.getReplay, (ctx, { id }) => readReplay(ctx, id)),
  route(contract.listReplays, listReplays),
  route(contract.deleteReplay, (ctx, { id }) => deleteReplay(ctx, id)),
  route(contract.listReplayRows, replayRows),
];
