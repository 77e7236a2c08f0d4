import type { ComponentType } from 'react';

/** One line of the table of contents: an address, and the screen that answers it, loaded when it is first opened. */
export interface ScreenRoute {
  /** As TanStack Router writes it: `/companies/$id`. */
  path: string;
  load: () => Promise<ComponentType>;
  /** `app`: inside the frame, behind sign-in. `plain`: alone on the page, for anyone. */
  frame: 'app' | 'plain';
}

/** A screen inside the frame, for people who are signed in. */
export function screen(path: string, load: () => Promise<ComponentType>): ScreenRoute {
  return { path, load, frame: 'app' };
}

/** A screen of its own, for anyone: sign-in and what comes before it. */
export function plainScreen(path: string, load: () => Promise<ComponentType>): ScreenRoute {
  return { path, load, frame: 'plain' };
}
