/** The key that goes with another one, as this machine's keyboard names it. */
export const modKey = /Mac|iPhone|iPad/.test(navigator.userAgent) ? '⌘' : 'Ctrl';
