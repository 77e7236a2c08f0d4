import { screen } from '../screen.ts';

/** Bringing data in: what was brought, the files to bring, and one import from check to result. */
export const importRoutes = [
  screen('/imports', () => import('../screens/imports/ImportsScreen.tsx').then((file) => file.ImportsScreen)),
  screen('/imports/new', () => import('../screens/imports/NewImportScreen.tsx').then((file) => file.NewImportScreen)),
  screen('/imports/$id', () => import('../screens/imports/ImportScreen.tsx').then((file) => file.ImportScreen)),
];
