import { screen } from '../screen.ts';

/** The loop: the rep's day, the lead on one screen, returned leads, what both teams agreed on and how it is kept. */
export const loopRoutes = [
  screen('/', () => import('../screens/home/HomeScreen.tsx').then((file) => file.HomeScreen)),
  screen('/leads/$id', () => import('../screens/loop/LeadScreen.tsx').then((file) => file.LeadScreen)),
  screen('/returned', () => import('../screens/loop/ReturnedScreen.tsx').then((file) => file.ReturnedScreen)),
  screen('/pool', () => import('../screens/loop/PoolScreen.tsx').then((file) => file.PoolScreen)),
  screen('/disputes', () => import('../screens/loop/DisputesScreen.tsx').then((file) => file.DisputesScreen)),
  screen('/handoff-candidates', () => import('../screens/loop/CandidatesScreen.tsx').then((file) => file.CandidatesScreen)),
  screen('/agreement', () => import('../screens/loop/AgreementScreen.tsx').then((file) => file.AgreementScreen)),
  screen('/profile', () => import('../screens/loop/ProfileScreen.tsx').then((file) => file.ProfileScreen)),
  screen('/threshold', () => import('../screens/loop/ThresholdScreen.tsx').then((file) => file.ThresholdScreen)),
  screen('/scorecard', () => import('../screens/loop/ScorecardScreen.tsx').then((file) => file.ScorecardScreen)),
  screen('/replays', () => import('../screens/loop/ReplayScreen.tsx').then((file) => file.ReplayScreen)),
  screen('/who-does-what', () => import('../screens/loop/DutiesScreen.tsx').then((file) => file.DutiesScreen)),
  screen('/drift', () => import('../screens/loop/DriftScreen.tsx').then((file) => file.DriftScreen)),
  screen('/discussions', () => import('../screens/discussions/DiscussionsScreen.tsx').then((file) => file.DiscussionsScreen)),
  screen('/discussions/$id', () => import('../screens/discussions/DiscussionScreen.tsx').then((file) => file.DiscussionScreen)),
  screen('/attempts', () => import('../screens/loop/AttemptsScreen.tsx').then((file) => file.AttemptsScreen)),
  screen('/lead-values', () => import('../screens/loop/LeadValuesScreen.tsx').then((file) => file.LeadValuesScreen)),
  screen('/settings/calendars', () => import('../screens/settings/CalendarsScreen.tsx').then((file) => file.CalendarsScreen)),
  screen('/settings/routing', () => import('../screens/settings/RoutingScreen.tsx').then((file) => file.RoutingScreen)),
];
