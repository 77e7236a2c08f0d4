import { useLocation } from '@tanstack/react-router';

/** The secret of a link, behind its `#`, where no server log sees it. */
export function useLinkSecret(): string {
  return decodeURIComponent(useLocation().hash.replace(/^#/, ''));
}
