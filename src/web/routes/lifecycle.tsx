import { screen } from '../screen.ts';

/** The way of leads: the waterfall, where they stall, what is in development, and recorded calls. */
export const lifecycleRoutes = [
  screen('/waterfall', () => import('../screens/lifecycle/WaterfallScreen.tsx').then((file) => file.WaterfallScreen)),
  screen('/stalled-leads', () => import('../screens/lifecycle/StallsScreen.tsx').then((file) => file.StallsScreen)),
  screen('/patterns', () => import('../screens/lifecycle/PatternsScreen.tsx').then((file) => file.PatternsScreen)),
  screen('/in-development', () => import('../screens/lifecycle/DevelopmentScreen.tsx').then((file) => file.DevelopmentScreen)),
  screen('/settings/recordings', () => import('../screens/settings/RecordingsScreen.tsx').then((file) => file.RecordingsScreen)),
];
