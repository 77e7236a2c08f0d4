import { type Route, route } from '#platform/http/route.ts';
import * as contract from './contract.ts';
import { listAttempted, readDepth } from './queries/depth.ts';

export const routes: readonly Route[] = [route(contract.getDepth, readDepth), route(contract.listAttempted, listAttempted)];
