import { Textarea } from '@mantine/core';
import { useRef } from 'react';
import { MergePicker } from './MergePicker.tsx';
import classes from './templates.module.css';

export interface MergeInputProps {
  label: string;
  description?: string;
  value: string;
  onChange: (value: string) => void;
  maxLength: number;
  /** Enter makes a new line; without it, line ends become spaces. */
  lines?: boolean;
  /** By which a check finds it. */
  place?: string;
}

/** Words with places that are filled: a field is put where one was writing. */
export function MergeInput({ label, description, value, onChange, maxLength, lines = false, place }: MergeInputProps) {
  const input = useRef<HTMLTextAreaElement>(null);
  const insert = (text: string) => {
    const from = input.current?.selectionStart ?? value.length;
    const to = input.current?.selectionEnd ?? value.length;
    onChange((value.slice(0, from) + text + value.slice(to)).slice(0, maxLength));
  };
  return (
    <div className={classes.merge} data-block={place}>
      <Textarea
        ref={input}
        label={label}
        description={description}
        value={value}
        maxLength={maxLength}
        rows={lines ? 3 : 1}
        classNames={{ input: classes.grow ?? '' }}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && !lines) event.preventDefault();
        }}
        onChange={(event) => onChange(lines ? event.currentTarget.value : event.currentTarget.value.replace(/[\r\n]+/g, ' '))}
      />
      <MergePicker onInsert={insert} />
    </div>
  );
}
