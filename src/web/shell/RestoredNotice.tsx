import { IconAlertTriangle } from '@tabler/icons-react';
import { getHealth } from '#modules/operations/contract.ts';
import { useRead } from '../data.ts';
import { useTexts } from '../texts/texts.ts';
import classes from './AppFrame.module.css';

const FRESH_MS = 60_000;

/** Tells administrators that this installation came out of a backup and holds its mail back, and how that ends. */
export function RestoredNotice() {
  const { restored } = useTexts().shell;
  const { data } = useRead(getHealth, {}, { fresh: FRESH_MS });
  if (!data?.restoredCopy) return null;
  return (
    <aside className={`${classes.notice} ${classes.restored}`} aria-label={restored.title}>
      <IconAlertTriangle size={16} aria-hidden />
      <div>
        <strong>{restored.title}</strong> {restored.body} <code>{restored.command}</code>
      </div>
    </aside>
  );
}
