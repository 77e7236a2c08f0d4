import { Anchor } from '@mantine/core';
import { IconAlertTriangle, IconCircleX } from '@tabler/icons-react';
import type { Check } from '#modules/templates/schema.ts';
import { useTexts } from '../../texts/texts.ts';
import classes from './templates.module.css';

/** What must be mended and what would make it better, each with what to do, and the way there. */
export function Checks({ checks, onShow }: { checks: readonly Check[]; onShow?: (place: string) => void }) {
  const { checks: texts } = useTexts().templates;
  return (
    <section className={classes.panel} aria-label={texts.title}>
      <h2>{texts.title}</h2>
      {checks.length === 0 && <p className={classes.quiet}>{texts.none}</p>}
      <ul className={classes.checks}>
        {checks.map((check) => {
          const { level, place, message } = check;
          const Icon = level === 'stop' ? IconCircleX : IconAlertTriangle;
          return (
            <li key={`${place} ${message}`} className={classes.check} data-level={level}>
              <Icon size={16} aria-label={texts[level]} />
              <span>
                {message}{' '}
                {place && onShow && (
                  <Anchor component="button" type="button" underline="always" onClick={() => onShow(place)}>
                    {texts.show}
                  </Anchor>
                )}
              </span>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
