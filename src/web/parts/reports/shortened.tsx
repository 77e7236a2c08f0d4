import { Button } from '@mantine/core';
import { useState } from 'react';
import { useFormat } from '../../format.ts';
import { useTexts } from '../../texts/texts.ts';

const FIRST = 15;

/** The first rows of a long table, and the button that shows the rest. A few more than that are shown at once. */
export function useShortened<Row>(rows: readonly Row[]) {
  const { rows: texts } = useTexts().reports;
  const format = useFormat();
  const [all, setAll] = useState(false);
  const whole = all || rows.length <= FIRST + 5;
  return {
    shown: whole ? rows : rows.slice(0, FIRST),
    more: whole ? null : (
      <Button variant="default" size="compact-md" onClick={() => setAll(true)} style={{ alignSelf: 'flex-start' }}>
        {texts.all(format.number(rows.length))}
      </Button>
    ),
  };
}
