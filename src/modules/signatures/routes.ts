import { type Route, route } from '#platform/http/route.ts';
import { listAwaitedSignatures } from './contract.ts';
import { readAwaited } from './queries/awaited.ts';

export const routes: readonly Route[] = [route(listAwaitedSignatures, readAwaited)];
