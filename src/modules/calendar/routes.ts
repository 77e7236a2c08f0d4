import { type Route, route } from '#platform/http/route.ts';
import { cancelBlitz, changeBlitz, createBlitz } from './commands/blitzes.ts';
import { cancelPostal, changePostal, completePostal, createPostal, drawPostalList } from './commands/postal.ts';
import * as blitzes from './contract/blitzes.ts';
import * as calendar from './contract/calendar.ts';
import * as postal from './contract/postal.ts';
import { blitzById, blitzCalls, blitzPeople } from './queries/blitzes.ts';
import { readCalendar } from './queries/entries.ts';
import { overlapRows, readOverlaps } from './queries/overlaps.ts';
import { postalById, postalRows } from './queries/postal.ts';

export const routes: readonly Route[] = [
  route(calendar.getCalendar, readCalendar),
  route(calendar.getOverlaps, readOverlaps),
  route(calendar.listOverlap, overlapRows),
  route(postal.createPostal, createPostal),
  route(postal.getPostal, (ctx, { id }) => postalById(ctx, id)),
  route(postal.changePostal, changePostal),
  route(postal.drawPostalList, (ctx, { id }) => drawPostalList(ctx, id)),
  route(postal.listPostalRecipients, postalRows),
  route(postal.completePostal, (ctx, { id }) => completePostal(ctx, id)),
  route(postal.cancelPostal, (ctx, { id }) => cancelPostal(ctx, id)),
  route(blitzes.createBlitz, createBlitz),
  route(blitzes.getBlitz, (ctx, { id }) => blitzById(ctx, id)),
  route(blitzes.changeBlitz, changeBlitz),
  route(blitzes.cancelBlitz, (ctx, { id }) => cancelBlitz(ctx, id)),
  route(blitzes.listBlitzPeople, blitzPeople),
  route(blitzes.listBlitzCalls, blitzCalls),
];
