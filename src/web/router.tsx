import type { QueryClient } from '@tanstack/react-query';
import { createRootRoute, createRoute, createRouter, lazyRouteComponent, Outlet, redirect } from '@tanstack/react-router';
import { ApiProblem } from './api.ts';
import { paths } from './paths.ts';
import { routes } from './routes.tsx';
import type { ScreenRoute } from './screen.ts';
import { loadSession } from './session.ts';
import { AppFrame } from './shell/AppFrame.tsx';
import { ErrorScreen, FrameErrorScreen, NotFoundScreen } from './shell/LostScreens.tsx';

/** Sends whoever is not signed in to sign-in, and from there back to where they wanted to go. */
async function needSession(client: QueryClient, href: string) {
  try {
    await loadSession(client);
  } catch (problem) {
    if (problem instanceof ApiProblem && problem.status === 401) {
      throw redirect({ href: paths.signIn(href === paths.home() ? undefined : href) });
    }
    throw problem;
  }
}

/** Addresses are built as texts (`paths.ts`), so the router's own types of addresses are not registered. */
export function buildRouter(client: QueryClient) {
  const root = createRootRoute({ component: Outlet, errorComponent: FrameErrorScreen });
  const frame = createRoute({
    getParentRoute: () => root,
    id: 'app',
    component: AppFrame,
    errorComponent: FrameErrorScreen,
    beforeLoad: ({ location }) => needSession(client, location.href),
  });
  const routeOf = (line: ScreenRoute) =>
    createRoute({
      getParentRoute: () => (line.frame === 'app' ? frame : root) as typeof root,
      path: line.path,
      component: lazyRouteComponent(() => line.load().then((screen) => ({ default: screen }))),
    });
  const anythingElse: ScreenRoute = { path: '$', frame: 'app', load: async () => NotFoundScreen };
  const inside = [...routes, anythingElse].filter((line) => line.frame === 'app').map(routeOf);
  const plain = routes.filter((line) => line.frame === 'plain').map(routeOf);
  return createRouter({
    routeTree: root.addChildren([frame.addChildren(inside), ...plain]),
    defaultPreload: 'intent',
    defaultPreloadStaleTime: 30_000,
    scrollRestoration: true,
    defaultErrorComponent: ErrorScreen,
    defaultNotFoundComponent: NotFoundScreen,
    defaultPendingMs: 200,
  });
}
