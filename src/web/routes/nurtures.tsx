import { screen } from '../screen.ts';

/** What people hear step by step: tracks, a rep's sequences, customers to keep, support for deals. */
export const nurtureRoutes = [
  screen('/tracks', () => import('../screens/nurtures/TracksScreen.tsx').then((file) => file.TracksScreen)),
  screen('/sequences', () => import('../screens/nurtures/TracksScreen.tsx').then((file) => file.SequencesScreen)),
  screen('/tracks/$id', () => import('../screens/nurtures/TrackScreen.tsx').then((file) => file.TrackScreen)),
  screen('/retention', () => import('../screens/nurtures/RetentionScreen.tsx').then((file) => file.RetentionScreen)),
  screen('/deal-support', () => import('../screens/nurtures/SupportScreen.tsx').then((file) => file.SupportScreen)),
  screen('/track-assignments', () => import('../screens/nurtures/AssignmentsScreen.tsx').then((file) => file.AssignmentsScreen)),
  screen('/track-report', () => import('../screens/nurtures/TrackReportScreen.tsx').then((file) => file.TrackReportScreen)),
];
