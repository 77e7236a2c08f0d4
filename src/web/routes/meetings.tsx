import { screen } from '../screen.ts';

/** Both teams at one table: meetings, decisions, root causes. */
export const meetingRoutes = [
  screen('/meetings', () => import('../screens/meetings/MeetingsScreen.tsx').then((file) => file.MeetingsScreen)),
  screen('/meetings/$id', () => import('../screens/meetings/MeetingScreen.tsx').then((file) => file.MeetingScreen)),
  screen('/decisions', () => import('../screens/meetings/DecisionsScreen.tsx').then((file) => file.DecisionsScreen)),
  screen('/root-causes', () => import('../screens/meetings/RootCausesScreen.tsx').then((file) => file.RootCausesScreen)),
  screen('/root-causes/$id', () => import('../screens/meetings/RootCauseScreen.tsx').then((file) => file.RootCauseScreen)),
];
