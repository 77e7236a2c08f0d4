import { screen } from '../screen.ts';

/** Conversations by mail and the mailboxes they come from. */
export const mailboxRoutes = [
  screen('/inbox', () => import('../screens/mailboxes/InboxScreen.tsx').then((file) => file.InboxScreen)),
  screen('/inbox/$id', () => import('../screens/mailboxes/ConversationScreen.tsx').then((file) => file.ConversationScreen)),
  screen('/settings/mailboxes', () => import('../screens/mailboxes/MailboxesScreen.tsx').then((file) => file.MailboxesScreen)),
];
