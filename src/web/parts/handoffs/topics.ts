/** What a move in the loop can change on any screen. */
export const LOOP_TOPICS = ['handoff', 'lead', 'clock', 'recycle', 'contact', 'activity'];
