import { Button } from '@mantine/core';
import { useTexts } from '../../texts/texts.ts';
import { Go } from '../../ui/Go.tsx';
import classes from './record.module.css';

export interface RecordNoticesProps {
  record: { deletedAt: string | null; mergedInto: string | null; erasedAt?: string | null; writable: boolean };
  mergedTo: string | null;
  /** Undefined: this person may not. */
  onRestore: (() => void) | undefined;
}

/** Why a record cannot be changed, and what to do about it. */
export function RecordNotices({ record, mergedTo, onRestore }: RecordNoticesProps) {
  const texts = useTexts().record;
  if (record.erasedAt) return <p className={classes.notice}>{texts.erased}</p>;
  if (mergedTo)
    return (
      <p className={classes.notice}>
        {texts.merged} <Go to={mergedTo}>{texts.openMerged}</Go>
      </p>
    );
  if (record.deletedAt)
    return (
      <p className={classes.notice}>
        {texts.trashed}
        {onRestore && (
          <Button size="compact-sm" variant="default" onClick={onRestore}>
            {texts.restore}
          </Button>
        )}
      </p>
    );
  return null;
}
