import type { ReadCtx } from '#platform/context.ts';
import { type Route, rawRoute, route } from '#platform/http/route.ts';
import { isRefusal, type Refusal, refuse } from '#platform/shared/refusal.ts';
import { changeMany, emptyTrash, trashMany, undoBulk } from './commands/bulk.ts';
import { exportFile } from './commands/export.ts';
import { addPeople, changeList, createList, takeOff } from './commands/people.ts';
import { addView, changeView, chooseDefaultView, removeView } from './commands/views.ts';
import * as bulk from './contract/bulk.ts';
import * as people from './contract/people.ts';
import * as rows from './contract/rows.ts';
import * as views from './contract/views.ts';
import { bulkChangeById, recentBulkChanges } from './queries/bulk.ts';
import { peopleLists } from './queries/people.ts';
import { type Asked, countOf, listingOf, pageOf } from './queries/rows.ts';
import { searchAll } from './queries/search.ts';
import { trashOf } from './queries/trash.ts';
import { viewById, viewsOf } from './queries/views.ts';

type ListAsked = Asked & { cursor?: string | undefined; limit: number; viewId?: string | undefined };

async function listOf(ctx: ReadCtx, { viewId, ...asked }: ListAsked) {
  const view = viewId === undefined ? undefined : await viewById(ctx.tx, ctx.scope, viewId);
  if (view === null || (view && view.entity !== asked.entity))
    return refuse('not_found', 'This view does not exist any more.', { field: 'viewId' });
  const listing = await listingOf(ctx, {
    ...asked,
    criteria: asked.criteria ?? view?.criteria,
    columns: asked.columns ?? view?.columns,
    sort: asked.sort ?? view?.sort,
  });
  if (isRefusal(listing)) return listing;
  const page = await pageOf(ctx, listing, asked);
  if (isRefusal(page)) return page;
  return {
    ...page,
    count: asked.cursor === undefined ? await countOf(ctx, listing.source) : null,
    columns: listing.columns.map(({ key }) => key),
    sort: listing.keys.map(({ by, direction }) => ({ by, direction })),
  };
}

const known = <T>(value: T | null): T | Refusal => value ?? refuse('not_found', 'This change does not exist any more, or it is not yours.');

export const routes: Route[] = [
  // A POST, for criteria do not fit into an address; read-only in the database all the same.
  rawRoute(rows.listRows, ({ runtime, scope }, input) => runtime.read(scope, (ctx) => listOf(ctx, input))),
  rawRoute(rows.exportRows, async ({ runtime, scope, reply }, input) => {
    const file = await exportFile(runtime, scope, input);
    if (isRefusal(file)) return file;
    reply
      .header('content-type', file.mediaType)
      .header('content-disposition', `attachment; filename="${file.name}"`)
      .header('cache-control', 'no-store')
      .send(file.body);
    return undefined;
  }),
  route(rows.search, ({ tx, scope }, input) => searchAll(tx, scope, input)),
  route(views.listViews, ({ tx, scope }, { entity }) => viewsOf(tx, scope, entity)),
  route(views.createView, addView),
  route(views.updateView, changeView),
  route(views.deleteView, removeView),
  route(views.setDefaultView, chooseDefaultView),
  route(people.listPeopleLists, peopleLists),
  route(people.createPeopleList, createList),
  route(people.changePeopleList, changeList),
  route(people.addToPeopleList, addPeople),
  route(people.takeOffPeopleList, takeOff),
  route(bulk.changeRows, changeMany),
  route(bulk.trashRows, trashMany),
  route(bulk.listTrash, ({ tx, scope }, input) => trashOf(tx, scope, input)),
  route(bulk.restoreRows, (ctx, input) => emptyTrash(ctx, { ...input, kind: 'restore' })),
  route(bulk.purgeRows, (ctx, input) => emptyTrash(ctx, { ...input, kind: 'purge' })),
  route(bulk.getBulkChange, async ({ tx, scope, now }, { id }) => known(await bulkChangeById(tx, scope, { id, now }))),
  route(bulk.listBulkChanges, ({ tx, scope, now }) => recentBulkChanges(tx, scope, now)),
  route(bulk.undoBulkChange, (ctx, { id }) => undoBulk(ctx, id)),
];
