import { screen } from '../screen.ts';

/** What both teams send, and when. */
export const sendRoutes = [
  screen('/mailings', () => import('../screens/sends/SendsScreen.tsx').then((file) => file.SendsScreen)),
  screen('/mailings/$id', () => import('../screens/sends/SendScreen.tsx').then((file) => file.SendScreen)),
  screen('/messages', () => import('../screens/sends/MessagesScreen.tsx').then((file) => file.MessagesScreen)),
  screen('/messages/$id', () => import('../screens/sends/MessageScreen.tsx').then((file) => file.MessageScreen)),
  screen('/calendar', () => import('../screens/calendar/CalendarScreen.tsx').then((file) => file.CalendarScreen)),
  screen('/letters/$id', () => import('../screens/calendar/PostalScreen.tsx').then((file) => file.PostalScreen)),
  screen('/call-blitzes/$id', () => import('../screens/calendar/BlitzScreen.tsx').then((file) => file.BlitzScreen)),
  screen('/settings/sending', () => import('../screens/sends/SendSettingsScreen.tsx').then((file) => file.SendSettingsScreen)),
];
