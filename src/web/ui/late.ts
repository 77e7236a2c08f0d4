import { useEffect, useState } from 'react';

/** True once `waiting` has lasted 200 ms: what comes quicker shows no skeleton at all. */
export function useLate(waiting: boolean, after = 200): boolean {
  const [late, setLate] = useState(false);
  useEffect(() => {
    if (!waiting) return setLate(false);
    const timer = setTimeout(() => setLate(true), after);
    return () => clearTimeout(timer);
  }, [waiting, after]);
  return waiting && late;
}
