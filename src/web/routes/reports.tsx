import { screen } from '../screen.ts';

/** What the record tells: the last twelve months, what became of my leads, this week. Home is one of them, by role. */
export const reportRoutes = [
  screen('/last-year', () => import('../screens/reports/LastYearScreen.tsx').then((file) => file.LastYearScreen)),
  screen('/wins', () => import('../screens/reports/WinsScreen.tsx').then((file) => file.WinsScreen)),
  screen('/calls', () => import('../screens/reports/CallsScreen.tsx').then((file) => file.CallsScreen)),
  screen('/my-leads', () => import('../screens/reports/FateScreen.tsx').then((file) => file.FateScreen)),
  screen('/this-week', () => import('../screens/reports/WeekScreen.tsx').then((file) => file.WeekScreen)),
  screen('/website', () => import('../screens/reports/WebsiteScreen.tsx').then((file) => file.WebsiteScreen)),
  screen('/my-day', () => import('../screens/loop/MyDayScreen.tsx').then((file) => file.MyDayScreen)),
];
