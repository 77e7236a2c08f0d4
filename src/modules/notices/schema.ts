/** `captured`: no mail server is set. `held`: a restored copy that nobody has confirmed yet. `handed`: given to the mail server, no answer yet. */
export const MAIL_STATES = ['queued', 'handed', 'sent', 'captured', 'failed', 'held'] as const;
export type MailState = (typeof MAIL_STATES)[number];
