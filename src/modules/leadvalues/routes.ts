import { type Route, route } from '#platform/http/route.ts';
import * as contract from './contract.ts';
import { listLeadValues } from './queries/delivered.ts';
import { readLeadValues } from './queries/views.ts';

export const routes: readonly Route[] = [route(contract.getLeadValues, readLeadValues), route(contract.listLeadValues, listLeadValues)];
