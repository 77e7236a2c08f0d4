import { screen } from '../screen.ts';

/** What both teams aim at, how the quarter is to be made, how it goes, and why it went as it did. */
export const goalRoutes = [
  screen('/goals', () => import('../screens/goals/GoalsScreen.tsx').then((file) => file.GoalsScreen)),
  screen('/plan', () => import('../screens/goals/PlanScreen.tsx').then((file) => file.PlanScreen)),
  screen('/forecast', () => import('../screens/goals/ForecastScreen.tsx').then((file) => file.ForecastScreen)),
  screen('/why-the-gap', () => import('../screens/goals/GapScreen.tsx').then((file) => file.GapScreen)),
];
