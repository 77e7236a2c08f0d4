import { NativeSelect, TextInput } from '@mantine/core';
import { type KeyboardEvent, type ReactNode, useRef, useState } from 'react';
import { useTexts } from '../texts/texts.ts';
import classes from './form.module.css';
import { sentenceOf } from './ProblemNotice.tsx';

export interface InlineEditProps {
  label: string;
  value: string;
  /** Rejects with ApiProblem; the field stays open with the sentence below it. */
  onSave: (value: string) => Promise<unknown>;
  /** How it looks while nobody edits it; the value itself where absent. */
  show?: ReactNode;
  /** A closed list to choose from. */
  options?: readonly { value: string; label: string }[];
  type?: 'text' | 'number' | 'date' | 'email' | 'url' | 'tel';
  readOnly?: boolean;
}

/** A value that becomes a field when pressed. Enter or leaving it saves, Escape takes it back. */
export function InlineEdit({ label, value, onSave, show, options, type = 'text', readOnly }: InlineEditProps) {
  const { ui } = useTexts();
  const [draft, setDraft] = useState<string | null>(null);
  const [shown, setShown] = useState<string | null>(null);
  const [error, setError] = useState<string | null>(null);
  const button = useRef<HTMLButtonElement>(null);
  const saving = useRef(false);

  const close = () => {
    setDraft(null);
    setError(null);
    requestAnimationFrame(() => button.current?.focus());
  };
  const save = async (next: string) => {
    if (saving.current) return;
    if (next === value) return close();
    saving.current = true;
    setShown(next);
    try {
      await onSave(next);
      close();
    } catch (problem) {
      setError(sentenceOf(problem, ui.problem));
    } finally {
      setShown(null);
      saving.current = false;
    }
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' && event.key !== 'Escape') return;
    event.preventDefault();
    event.stopPropagation();
    if (event.key === 'Escape') close();
    else void save(draft ?? '');
  };

  const text = shown ?? value;
  if (readOnly) return <span>{show ?? (text || '–')}</span>;
  if (draft === null) {
    const name = text ? ui.inline.edit(label) : ui.inline.empty(label.charAt(0).toLowerCase() + label.slice(1));
    return (
      <button
        ref={button}
        type="button"
        className={classes.show}
        data-empty={text ? undefined : true}
        title={name}
        onClick={() => setDraft(value)}
      >
        {(shown ? undefined : show) ?? options?.find((option) => option.value === text)?.label ?? (text || name)}
        {text && <span className="hidden-from-sight">, {name}</span>}
      </button>
    );
  }
  const common = { 'aria-label': label, size: 'xs' as const, autoFocus: true, error, onKeyDown, className: classes.edit };
  if (options) {
    return (
      <NativeSelect
        {...common}
        data={[...options]}
        value={draft}
        onChange={(event) => void save(event.currentTarget.value)}
        onBlur={close}
      />
    );
  }
  return (
    <TextInput
      {...common}
      type={type}
      value={draft}
      onChange={(event) => setDraft(event.currentTarget.value)}
      onBlur={() => void save(draft)}
    />
  );
}
