import { screen } from '../screen.ts';

/** The gate before every send: asked by a person, and the rules that both sides sign. */
export const gateRoutes = [
  screen('/pre-send-check', () => import('../screens/gate/PresendScreen.tsx').then((file) => file.PresendScreen)),
  screen('/overrides', () => import('../screens/gate/OverridesScreen.tsx').then((file) => file.OverridesScreen)),
  screen('/settings/gate', () => import('../screens/gate/GateRulesScreen.tsx').then((file) => file.GateRulesScreen)),
];
