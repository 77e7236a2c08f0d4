import { type Route, route } from '#platform/http/route.ts';
import { openDiscussion } from './commands/open.ts';
import { closeDiscussion, participate, writeEntry } from './commands/talk.ts';
import * as contract from './contract.ts';
import { listDiscussions, readDiscussion } from './queries/discussions.ts';

export const routes: readonly Route[] = [
  route(contract.openDiscussion, openDiscussion),
  route(contract.listDiscussions, listDiscussions),
  route(contract.getDiscussion, (ctx, { id }) => readDiscussion(ctx, id)),
  route(contract.writeToDiscussion, writeEntry),
  route(contract.setParticipation, participate),
  route(contract.closeDiscussion, closeDiscussion),
];
