import { useUrlState } from '../../place.ts';
import { useStored } from '../../ui/stored.ts';
import { type Shown, shownNamed } from './CountOrMoney.tsx';

const DEFAULTS = { show: '' };

/** Whether a report says how many or how much: what its address says, else what this browser was last asked for anywhere, else `first`. */
export function useShown(first: Shown = 'count'): readonly [Shown, (shown: Shown) => void] {
  const [{ show }, change] = useUrlState(DEFAULTS);
  const [last, remember] = useStored<string>('truce.reports.show', '');
  const choose = (next: Shown) => {
    remember(next);
    void change({ show: next });
  };
  return [shownNamed(show, shownNamed(last, first)), choose];
}
