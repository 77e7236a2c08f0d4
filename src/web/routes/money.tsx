import { screen } from '../screen.ts';

/** Goals and money: returns, the paths of deals, what mailings really brought, the rules both sides signed. */
export const moneyRoutes = [
  screen('/returns', () => import('../screens/attribution/ReturnsScreen.tsx').then((file) => file.ReturnsScreen)),
  screen('/paths', () => import('../screens/attribution/PathsScreen.tsx').then((file) => file.PathsScreen)),
  screen('/hold-outs', () => import('../screens/attribution/HoldOutsScreen.tsx').then((file) => file.HoldOutsScreen)),
  screen('/attribution-rules', () => import('../screens/attribution/AttributionScreen.tsx').then((file) => file.AttributionScreen)),
];
