import { IconTrendingDown, IconTrendingUp } from '@tabler/icons-react';
import type { Momentum as Word } from '#modules/scoring/schema.ts';
import { useFormat } from '../../format.ts';
import { useNow } from '../../now.ts';
import { useTexts } from '../../texts/texts.ts';
import { Mark } from '../../ui/marks.tsx';
import classes from './scoring.module.css';

const ICONS = { rising: IconTrendingUp, falling: IconTrendingDown };

/** Where somebody's engagement goes, against the others; nothing where it stands. */
export function Momentum({ of }: { of: Word | null | undefined }) {
  const { momentum } = useTexts().scoring;
  return of && of !== 'steady' ? <Mark icon={ICONS[of]}>{momentum[of]}</Mark> : null;
}

/** The strongest of what somebody did lately, and when. */
export function Reason({ of }: { of: { rule: string; at: string } | null | undefined }) {
  const { explain } = useTexts().scoring;
  const format = useFormat();
  const now = useNow();
  return of ? <span className={classes.quiet}>{explain.strongest(of.rule, format.relative(of.at, now))}</span> : null;
}
