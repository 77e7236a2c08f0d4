import type { Opens } from '#modules/reports/contract.ts';
import { useUrlState } from '../../place.ts';

const DEFAULTS = { rows: null as Opens | null };

/** Which figure's rows are open; in the address, so that a figure can be sent to somebody. */
export function useOpened() {
  const [state, change] = useUrlState(DEFAULTS);
  return {
    opened: state.rows,
    open: (rows: Opens) => void change({ rows }, { push: true }),
    close: () => void change({ rows: null }),
  };
}
