import { type Route, route } from '#platform/http/route.ts';
import { changeDeal, createDeal, setDealsTrashed } from './commands/deals.ts';
import { closeDeal, moveDeal, reopenDeal } from './commands/outcome.ts';
import { changePipeline, changeStage, createPipeline, createStage, removeStage } from './commands/pipelines.ts';
import * as board from './contract/board.ts';
import * as contract from './contract/deals.ts';
import * as pipelines from './contract/pipelines.ts';
import { readBoard, readColumn } from './queries/board.ts';
import { GONE, getDeal } from './queries/deals.ts';
import { listPipelines } from './queries/pipelines.ts';

export const routes: readonly Route[] = [
  route(pipelines.listPipelines, async (ctx, asked) => ({ items: await listPipelines(ctx.tx, ctx.scope, asked) })),
  route(pipelines.createPipeline, (ctx, pipeline) => createPipeline(ctx, pipeline)),
  route(pipelines.changePipeline, (ctx, change) => changePipeline(ctx, change)),
  route(pipelines.createStage, (ctx, stage) => createStage(ctx, stage)),
  route(pipelines.changeStage, (ctx, change) => changeStage(ctx, change)),
  route(pipelines.removeStage, (ctx, asked) => removeStage(ctx, asked)),
  route(board.getBoard, (ctx, asked) => readBoard(ctx.tx, ctx.scope, asked)),
  route(board.listColumn, (ctx, asked) => readColumn(ctx.tx, ctx.scope, asked)),
  route(contract.createDeal, (ctx, deal) => createDeal(ctx, deal)),
  route(contract.getDeal, (ctx, { id }) => getDeal(ctx.tx, ctx.scope, id)),
  route(contract.changeDeal, (ctx, change) => changeDeal(ctx, change)),
  route(contract.moveDeal, (ctx, asked) => moveDeal(ctx, asked)),
  route(contract.closeDeal, (ctx, asked) => closeDeal(ctx, asked)),
  route(contract.reopenDeal, (ctx, asked) => reopenDeal(ctx, asked)),
  route(contract.trashDeal, async (ctx, { id }) => ((await setDealsTrashed(ctx, [id], true)) === 1 ? {} : GONE)),
  route(contract.restoreDeal, async (ctx, { id }) => ((await setDealsTrashed(ctx, [id], false)) === 1 ? {} : GONE)),
];
