import { Button, Group } from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import { useBlocker } from '@tanstack/react-router';
import { type KeyboardEvent, type ReactNode, useEffect, useRef, useState } from 'react';
import { ApiProblem } from '../api.ts';
import { useTexts } from '../texts/texts.ts';
import { confirm } from './confirm.tsx';
import classes from './form.module.css';
import { fieldsOf, unplaced } from './form-errors.ts';
import { ProblemNotice } from './ProblemNotice.tsx';
import { readStored, writeStored } from './stored.ts';

type AnyValues = object;

export interface FormShellProps<Values extends AnyValues> {
  form: UseFormReturnType<Values>;
  /** Rejects with ApiProblem: field errors go to their fields, the rest on top. */
  onSubmit: (values: Values) => Promise<unknown>;
  /** The word on the primary button. */
  action: string;
  onCancel?: () => void;
  /** Keeps what was typed under this name until it is saved. Not for passwords. Without it, leaving with changes asks first. */
  draft?: string;
  /** Beside the buttons: a second way to save, a removal. */
  beside?: ReactNode;
  /** False: leaving asks nothing (sign-in). */
  guard?: boolean;
  /** False: Escape is for the drawer around it. */
  ownEscape?: boolean;
  /** What stands above a problem; null for no words but the problem's own. */
  problemTitle?: string | null;
  /** The button takes the whole width. */
  wideAction?: boolean;
  children: ReactNode;
}

function useDraft<Values extends AnyValues>(form: UseFormReturnType<Values>, draft: string | undefined) {
  const [restored, setRestored] = useState(false);
  const key = draft && `truce.draft.${draft}`;
  const values = form.getValues();
  const dirty = form.isDirty();
  // biome-ignore lint/correctness/useExhaustiveDependencies: taken back once, when the form appears
  useEffect(() => {
    const kept = key ? readStored<Partial<Values>>(sessionStorage, key) : undefined;
    if (!kept) return;
    form.setValues(kept as Values);
    setRestored(true);
  }, [key]);
  useEffect(() => {
    if (key && dirty) writeStored(sessionStorage, key, values);
  }, [key, dirty, values]);
  const forget = () => {
    if (key) writeStored(sessionStorage, key, undefined);
    setRestored(false);
  };
  const startOver = () => {
    form.reset();
    forget();
  };
  return { restored, forget, startOver };
}

/** Asks before a changed form is left. */
export function useLeaveGuard(changed: boolean) {
  const { form } = useTexts().ui;
  const ask = () => confirm({ title: form.leaveTitle, body: form.leaveBody, action: form.leave, cancel: form.stay });
  useBlocker({ shouldBlockFn: async () => !(await ask()), enableBeforeUnload: () => changed, disabled: !changed });
  return async () => !changed || (await ask());
}

/** A form: labels above, errors by field, Enter saves, Escape cancels, what was typed is never lost. */
export function FormShell<Values extends AnyValues>(props: FormShellProps<Values>) {
  const { form, onSubmit, action, onCancel, draft, beside, guard = true, ownEscape = true, problemTitle, wideAction, children } = props;
  const { ui } = useTexts();
  const element = useRef<HTMLFormElement>(null);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<unknown>(null);
  const { restored, forget, startOver } = useDraft(form, draft);
  const [saved, setSaved] = useState(false);
  const mayLeave = useLeaveGuard(guard && !draft && !saved && !busy && form.isDirty());

  const toFirstError = () => requestAnimationFrame(() => element.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus());

  const submit = form.onSubmit(async (values) => {
    setBusy(true);
    setSaved(true);
    setProblem(null);
    try {
      await onSubmit(values);
      forget();
      form.resetDirty();
      setSaved(false);
    } catch (error) {
      setSaved(false);
      setProblem(error);
      if (error instanceof ApiProblem) form.setErrors(fieldsOf(error.errors));
      toFirstError();
    } finally {
      setBusy(false);
    }
  }, toFirstError);

  const onKeyDown = async (event: KeyboardEvent) => {
    if (event.key === 'Enter' && (event.metaKey || event.ctrlKey)) element.current?.requestSubmit();
    if (event.key !== 'Escape' || !onCancel || !ownEscape || event.defaultPrevented) return;
    event.stopPropagation();
    if (await mayLeave()) onCancel();
  };

  return (
    <form ref={element} onSubmit={submit} onKeyDown={onKeyDown} noValidate className={classes.form}>
      {restored && (
        <Group gap="sm" className={classes.draft}>
          {ui.form.draftKept}
          <Button variant="subtle" size="compact-sm" onClick={startOver}>
            {ui.form.discardDraft}
          </Button>
        </Group>
      )}
      {problem !== null && (
        <ProblemNotice
          problem={problem}
          title={problemTitle === undefined ? ui.form.problemTitle : problemTitle}
          lines={unplaced(problem, Object.keys(form.getValues()))}
        />
      )}
      {children}
      <Group gap="sm" className={classes.buttons}>
        <Button type="submit" loading={busy} fullWidth={wideAction}>
          {action}
        </Button>
        {onCancel && (
          <Button variant="default" onClick={async () => (await mayLeave()) && onCancel()}>
            {ui.common.cancel}
          </Button>
        )}
        {beside}
      </Group>
    </form>
  );
}
