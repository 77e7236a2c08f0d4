/** Texts of the bell and its list. */
export const notices = {
  title: 'Notices',
  unread: (count: string) => `Notices: ${count} unread`,
  readAll: 'Mark all as read',
  empty: 'Nothing new. What needs you shows up here: clocks that run out, questions, verdicts.',
  older: 'Show older',
  markUnread: 'new',
};
