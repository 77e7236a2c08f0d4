import { screen } from '../screen.ts';

/** Pairs of records that may be one. */
export const duplicateRoutes = [
  screen('/duplicates', () => import('../screens/duplicates/DuplicatesScreen.tsx').then((file) => file.DuplicatesScreen)),
];
