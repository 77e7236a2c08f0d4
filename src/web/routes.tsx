import { accessRoutes } from './routes/access.tsx';
import { coordinationRoutes } from './routes/coordination.tsx';
import { duplicateRoutes } from './routes/duplicates.tsx';
import { formRoutes } from './routes/forms.tsx';
import { galleryRoutes } from './routes/gallery.tsx';
import { gateRoutes } from './routes/gate.tsx';
import { goalRoutes } from './routes/goals.tsx';
import { importRoutes } from './routes/imports.tsx';
import { libraryRoutes } from './routes/library.tsx';
import { lifecycleRoutes } from './routes/lifecycle.tsx';
import { listRoutes } from './routes/lists.tsx';
import { loopRoutes } from './routes/loop.tsx';
import { mailboxRoutes } from './routes/mailboxes.tsx';
import { meetingRoutes } from './routes/meetings.tsx';
import { moneyRoutes } from './routes/money.tsx';
import { nurtureRoutes } from './routes/nurtures.tsx';
import { offerRoutes } from './routes/offers.tsx';
import { predictionRoutes } from './routes/predictions.tsx';
import { recordRoutes } from './routes/record.tsx';
import { reportRoutes } from './routes/reports.tsx';
import { sendRoutes } from './routes/sends.tsx';
import { settingsRoutes } from './routes/settings.tsx';
import { talkRoutes } from './routes/talk.tsx';
import { templateRoutes } from './routes/templates.tsx';
import { tradeRoutes } from './routes/trade.tsx';
import { voiceRoutes } from './routes/voice.tsx';
import type { ScreenRoute } from './screen.ts';

/** Every screen: the table of contents of the web app, a file per area. */
export const routes: readonly ScreenRoute[] = [
  ...accessRoutes,
  ...listRoutes,
  ...recordRoutes,
  ...loopRoutes,
  ...talkRoutes,
  ...meetingRoutes,
  ...coordinationRoutes,
  ...predictionRoutes,
  ...offerRoutes,
  ...libraryRoutes,
  ...nurtureRoutes,
  ...lifecycleRoutes,
  ...goalRoutes,
  ...moneyRoutes,
  ...reportRoutes,
  ...voiceRoutes,
  ...tradeRoutes,
  ...duplicateRoutes,
  ...gateRoutes,
  ...mailboxRoutes,
  ...importRoutes,
  ...sendRoutes,
  ...templateRoutes,
  ...formRoutes,
  ...settingsRoutes,
  ...galleryRoutes,
];
