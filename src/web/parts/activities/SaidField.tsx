import { ActionIcon, Button, Input, NativeSelect, TextInput } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import { type KeyboardEvent, useId } from 'react';
import { INSIGHT_KINDS, INSIGHT_TOPICS, type InsightKind, type InsightTopic } from '#modules/activities/schema.ts';
import { useTexts } from '../../texts/texts.ts';
import { Keys } from '../../ui/marks.tsx';
import classes from './activities.module.css';

export interface SaidLine {
  kind: InsightKind;
  about: InsightTopic;
  text: string;
}

/** What has been noted, and the line that is being written; both are saved. */
export interface Said {
  lines: SaidLine[];
  draft: SaidLine;
}

export const NOTHING_SAID: Said = { lines: [], draft: { kind: INSIGHT_KINDS[0], about: 'product', text: '' } };

/** As the endpoints take it; nothing where nothing was said. */
export function saidOf({ lines, draft }: Said): { insights?: SaidLine[] } {
  const insights = [...lines, draft].map((line) => ({ ...line, text: line.text.trim() })).filter(({ text }) => text !== '');
  return insights.length > 0 ? { insights } : {};
}

interface SaidFieldProps {
  value: Said;
  onChange: (value: Said) => void;
  autoFocus?: boolean;
}

/** What the customer said, line by line without the mouse: a digit for the kind, their words, Enter for the next one; Enter on an empty line saves. */
export function SaidField({ value, onChange, autoFocus }: SaidFieldProps) {
  const { activities: texts } = useTexts();
  const id = useId();
  const { lines, draft } = value;
  const change = (more: Partial<SaidLine>) => onChange({ lines, draft: { ...draft, ...more } });
  const add = () => onChange({ lines: [...lines, { ...draft, text: draft.text.trim() }], draft: { ...draft, text: '' } });
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    if (event.altKey || event.ctrlKey || event.metaKey || event.nativeEvent.isComposing) return;
    const kind = draft.text === '' ? INSIGHT_KINDS[Number(event.key) - 1] : undefined;
    if (kind) {
      event.preventDefault();
      change({ kind });
    } else if (event.key === 'Enter' && draft.text.trim() !== '') {
      event.preventDefault();
      add();
    }
  };
  return (
    <div className={classes.stack}>
      <Input.Wrapper label={texts.log.insight} description={texts.log.insightHelp} labelProps={{ htmlFor: id }}>
        {lines.length > 0 && (
          <ul className={classes.saidLines} aria-label={texts.log.noted}>
            {lines.map((line, place) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: the same words may be said twice
              <li key={place}>
                <span>
                  {texts.insights[line.kind]}: “{line.text}”
                </span>
                <ActionIcon
                  variant="subtle"
                  size="sm"
                  aria-label={texts.log.removeInsight(line.text)}
                  onClick={() => onChange({ draft, lines: lines.filter((_, other) => other !== place) })}
                >
                  <IconX size={14} />
                </ActionIcon>
              </li>
            ))}
          </ul>
        )}
        <div className={classes.saidRow}>
          <TextInput
            id={id}
            {...(autoFocus ? { 'data-autofocus': true } : {})}
            placeholder={`${texts.insights[draft.kind]}: …`}
            maxLength={1000}
            value={draft.text}
            onChange={(event) => change({ text: event.currentTarget.value })}
            onKeyDown={onKeyDown}
          />
          <NativeSelect
            aria-label={texts.log.insightAbout}
            value={draft.about}
            onChange={(event) => change({ about: event.currentTarget.value as InsightTopic })}
            data={INSIGHT_TOPICS.map((topic) => ({ value: topic, label: texts.topics[topic] }))}
          />
          <Button variant="default" onClick={add} disabled={draft.text.trim() === ''}>
            {texts.log.addInsight}
          </Button>
        </div>
      </Input.Wrapper>
      <fieldset className={classes.kinds} aria-label={texts.log.insightKind}>
        {INSIGHT_KINDS.map((kind, place) => (
          <button
            key={kind}
            type="button"
            aria-pressed={draft.kind === kind}
            className={classes.kind}
            onClick={() => {
              change({ kind });
              document.getElementById(id)?.focus();
            }}
          >
            <Keys of={String(place + 1)} />
            {texts.insights[kind]}
          </button>
        ))}
      </fieldset>
    </div>
  );
}
