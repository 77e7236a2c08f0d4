import { accessRoutes } from './routes/access.tsx';
import { duplicateRoutes } from './routes/duplicates.tsx';
import { galleryRoutes } from './routes/gallery.tsx';
import { gateRoutes } from './routes/gate.tsx';
import { importRoutes } from './routes/imports.tsx';
import { lifecycleRoutes } from './routes/lifecycle.tsx';
import { listRoutes } from './routes/lists.tsx';
import { loopRoutes } from './routes/loop.tsx';
import { nurtureRoutes } from './routes/nurtures.tsx';
import { offerRoutes } from './routes/offers.tsx';
import { predictionRoutes } from './routes/predictions.tsx';
import { recordRoutes } from './routes/record.tsx';
import { reportRoutes } from './routes/reports.tsx';
import { settingsRoutes } from './routes/settings.tsx';
import { templateRoutes } from './routes/templates.tsx';
import { tradeRoutes } from './routes/trade.tsx';
import type { ScreenRoute } from './screen.ts';

/** Every screen: the table of contents of the web app, a file per area. */
export const routes: readonly ScreenRoute[] = [
  ...accessRoutes,
  ...listRoutes,
  ...recordRoutes,
  ...loopRoutes,
  ...predictionRoutes,
  ...offerRoutes,
  ...nurtureRoutes,
  ...lifecycleRoutes,
  ...reportRoutes,
  ...tradeRoutes,
  ...duplicateRoutes,
  ...gateRoutes,
  ...importRoutes,
  ...templateRoutes,
  ...settingsRoutes,
  ...galleryRoutes,
];
