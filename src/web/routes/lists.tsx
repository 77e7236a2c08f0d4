import { screen } from '../screen.ts';

/** Lists of records, search over all of them, the trash, and the workspace's own fields. */
export const listRoutes = [
  screen('/companies', () => import('../screens/lists/screens.tsx').then((file) => file.CompaniesScreen)),
  screen('/contacts', () => import('../screens/lists/screens.tsx').then((file) => file.ContactsScreen)),
  screen('/deals', () => import('../screens/lists/screens.tsx').then((file) => file.DealsScreen)),
  screen('/leads', () => import('../screens/lists/screens.tsx').then((file) => file.LeadsScreen)),
  screen('/campaigns', () => import('../screens/lists/screens.tsx').then((file) => file.CampaignsScreen)),
  screen('/search', () => import('../screens/lists/SearchScreen.tsx').then((file) => file.SearchScreen)),
  screen('/people-lists', () => import('../screens/lists/PeopleListsScreen.tsx').then((file) => file.PeopleListsScreen)),
  screen('/trash', () => import('../screens/lists/TrashScreen.tsx').then((file) => file.TrashScreen)),
  screen('/settings/fields', () => import('../screens/settings/FieldsScreen.tsx').then((file) => file.FieldsScreen)),
];
