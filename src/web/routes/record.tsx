import { screen } from '../screen.ts';

/** Companies and contacts, what happened to them, and what is to be done. */
export const recordRoutes = [
  screen('/companies/$id', () => import('../screens/companies/CompanyScreen.tsx').then((file) => file.CompanyScreen)),
  screen('/contacts/$id', () => import('../screens/contacts/ContactScreen.tsx').then((file) => file.ContactScreen)),
  screen('/tasks', () => import('../screens/activities/TasksScreen.tsx').then((file) => file.TasksScreen)),
  screen('/activities', () => import('../screens/activities/ActivitiesScreen.tsx').then((file) => file.ActivitiesScreen)),
];
