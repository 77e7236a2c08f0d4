import { screen } from '../screen.ts';

/** What there is to give to customers, what is asked for and proposed, and where something is missing. */
export const libraryRoutes = [
  screen('/library', () => import('../screens/library/LibraryScreen.tsx').then((file) => file.LibraryScreen)),
  screen('/library/requests', () => import('../screens/library/RequestsScreen.tsx').then((file) => file.RequestsScreen)),
  screen('/library/proposals', () => import('../screens/library/ProposalsScreen.tsx').then((file) => file.ProposalsScreen)),
  screen('/library/matrix', () => import('../screens/library/MatrixScreen.tsx').then((file) => file.MatrixScreen)),
  screen('/library/$id', () => import('../screens/library/AssetScreen.tsx').then((file) => file.AssetScreen)),
];
