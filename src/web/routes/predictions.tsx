import { screen } from '../screen.ts';

/** What was learned from closed leads, and how far it can be believed. */
export const predictionRoutes = [
  screen('/predictions', () => import('../screens/predictions/PredictionsScreen.tsx').then((file) => file.PredictionsScreen)),
];
