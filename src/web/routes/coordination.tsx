import { screen } from '../screen.ts';

/** A coordinator's work: all clients, what is asked, what is missing, what is disputed, what both are to sign, the report. */
export const coordinationRoutes = [
  screen('/clients', () => import('../screens/coordination/ClientsScreen.tsx').then((file) => file.ClientsScreen)),
  screen('/chase', () => import('../screens/coordination/ChaseScreen.tsx').then((file) => file.ChaseScreen)),
  screen('/passed-on', () => import('../screens/coordination/PassedScreen.tsx').then((file) => file.PassedScreen)),
  screen('/information-gaps', () => import('../screens/coordination/GapsScreen.tsx').then((file) => file.GapsScreen)),
  screen('/dispute-desk', () => import('../screens/coordination/DeskScreen.tsx').then((file) => file.DeskScreen)),
  screen('/nurture-health', () => import('../screens/coordination/NurtureScreen.tsx').then((file) => file.NurtureScreen)),
  screen('/joint-drafts', () => import('../screens/coordination/DraftsScreen.tsx').then((file) => file.DraftsScreen)),
  screen('/alignment-report', () => import('../screens/coordination/ReportScreen.tsx').then((file) => file.ReportScreen)),
  screen('/settings/coordinators', () => import('../screens/coordination/CoordinatorsScreen.tsx').then((file) => file.CoordinatorsScreen)),
];
