import { type Route, route } from '#platform/http/route.ts';
import * as messages from './contract/messages.ts';
import { listedMessages, messageById, messageRows } from './queries/messages.ts';

export const routes: readonly Route[] = [
  route(messages.listMessages, listedMessages),
  route(messages.getMessage, (ctx, { id }) => messageById(ctx, id)),
  route(messages.listContactMessages, (ctx, { id, cursor, limit }) => messageRows(ctx, { contactId: id, cursor, limit })),
  route(messages.listSendMessages, (ctx, { id, ...filters }) => messageRows(ctx, { sendId: id, ...filters })),
];
