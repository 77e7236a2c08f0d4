import { type Route, route } from '#platform/http/route.ts';
import { importRates, putRate, removeRate } from './commands.ts';
import * as contract from './contract.ts';
import { listCurrencies, listRates } from './queries.ts';

export const routes: readonly Route[] = [
  route(contract.listCurrencies, (ctx) => listCurrencies(ctx)),
  route(contract.listExchangeRates, (ctx, asked) => listRates(ctx, asked)),
  route(contract.putExchangeRate, (ctx, rate) => putRate(ctx, rate)),
  route(contract.removeExchangeRate, (ctx, which) => removeRate(ctx, which)),
  route(contract.importExchangeRates, (ctx, asked) => importRates(ctx, asked)),
];
