import { IconAlertTriangle } from '@tabler/icons-react';
import { getThresholdStanding } from '#modules/thresholds/contract/thresholds.ts';
import { useRead } from '../data.ts';
import { useFormat } from '../format.ts';
import { paths } from '../paths.ts';
import { useTexts } from '../texts/texts.ts';
import { Go } from '../ui/Go.tsx';
import classes from './AppFrame.module.css';

const FRESH_MS = 300_000;

/** Tells everybody that what both sides had signed has come to its day, so that nobody wonders who decides now. */
export function ThresholdNotice() {
  const texts = useTexts().thresholds;
  const format = useFormat();
  const { data } = useRead(getThresholdStanding, {}, { fresh: FRESH_MS, topics: ['threshold'] });
  if (!data?.expired) return null;
  return (
    <aside className={`${classes.notice} ${classes.restored}`} aria-label={texts.ended}>
      <IconAlertTriangle size={16} aria-hidden />
      <div>
        <strong>{texts.ended}</strong> {texts.endedBody(format.date(data.expired.expiredOn))}{' '}
        <Go to={paths.threshold()}>{texts.endedLink}</Go>
      </div>
    </aside>
  );
}
