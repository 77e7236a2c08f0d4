import { accessRoutes } from './routes/access.tsx';
import { galleryRoutes } from './routes/gallery.tsx';
import { importRoutes } from './routes/imports.tsx';
import { listRoutes } from './routes/lists.tsx';
import { recordRoutes } from './routes/record.tsx';
import { settingsRoutes } from './routes/settings.tsx';
import { tradeRoutes } from './routes/trade.tsx';
import type { ScreenRoute } from './screen.ts';

/** Every screen: the table of contents of the web app, a file per area. */
export const routes: readonly ScreenRoute[] = [
  ...accessRoutes,
  ...listRoutes,
  ...recordRoutes,
  ...tradeRoutes,
  ...importRoutes,
  ...settingsRoutes,
  ...galleryRoutes,
];
