import { IconPlugConnectedX } from '@tabler/icons-react';
import { useConnected } from '../live.ts';
import { useTexts } from '../texts/texts.ts';
import { useLate } from '../ui/late.ts';
import classes from './AppFrame.module.css';

const PATIENCE_MS = 5_000;

/** The live line is renewed now and then; only a real gap is worth a word. */
export function OfflineNotice() {
  const { shell } = useTexts();
  const away = useLate(!useConnected(), PATIENCE_MS);
  return (
    <div role="status">
      {away && (
        <div className={classes.notice}>
          <IconPlugConnectedX size={16} />
          {navigator.onLine ? shell.reconnecting : shell.offline}
        </div>
      )}
    </div>
  );
}
