import { screen } from '../screen.ts';

/** What mails say. The editor is loaded when it is first opened. */
export const templateRoutes = [
  screen('/templates', () => import('../screens/templates/TemplatesScreen.tsx').then((file) => file.TemplatesScreen)),
  screen('/templates/$id', () => import('../screens/templates/TemplateScreen.tsx').then((file) => file.TemplateScreen)),
  screen('/settings/senders', () => import('../screens/settings/SendersScreen.tsx').then((file) => file.SendersScreen)),
];
