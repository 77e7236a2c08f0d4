import { useQueryClient } from '@tanstack/react-query';
import { type RefObject, useCallback, useEffect, useRef, useState } from 'react';
import { getTemplate, saveTemplateDraft } from '#modules/templates/contract/templates.ts';
import type { Content } from '#modules/templates/schema.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { ApiProblem, call } from '../../api.ts';
import { refresh } from '../../data.ts';
import { readStored, writeStored } from '../../ui/stored.ts';

export type TemplateRead = OutputOf<typeof getTemplate>;
export type SaveStatus = 'saved' | 'dirty' | 'saving' | 'failed' | 'conflict';
interface Kept {
  revision: number;
  content: Content;
}

const PAUSE_MS = 800;
const RETRY_MS = 10_000;
const MOST_STEPS = 100;
const same = (a: Content, b: Content) => JSON.stringify(a) === JSON.stringify(b);

const keptUnder = (id: string) => `truce.template.${id}`;

/** What the server has, what is written, and what was written before. */
interface Standing {
  revision: number;
  savedAt: string;
  content: Content;
  saving: boolean;
  past: Content[];
}
type State = RefObject<Standing>;

/** Saves what is written now. True where everything is with the server after it. */
function useSaving(id: string, state: State, setStatus: (status: SaveStatus) => void) {
  const client = useQueryClient();
  return useCallback(async (): Promise<boolean> => {
    const now = state.current;
    if (now.saving) return false;
    now.saving = true;
    setStatus('saving');
    const sent = now.content;
    try {
      const saved = await call(saveTemplateDraft, { id, content: sent, revision: now.revision });
      now.revision = saved.revision;
      now.savedAt = saved.savedAt;
      const done = same(sent, now.content);
      writeStored(localStorage, keptUnder(id), done ? undefined : { revision: saved.revision, content: now.content });
      setStatus(done ? 'saved' : 'dirty');
      void refresh(client, ['template']);
      return done;
    } catch (error) {
      setStatus(error instanceof ApiProblem && error.code === 'conflict' ? 'conflict' : 'failed');
      return false;
    } finally {
      now.saving = false;
    }
  }, [id, client, state, setStatus]);
}

/** Takes over what somebody else has saved or published, where nothing here waits to be saved. */
function useFollowing(
  template: TemplateRead,
  { state, status, setContent }: { state: State; status: SaveStatus; setContent: (content: Content) => void },
) {
  useEffect(() => {
    if (status !== 'saved' || state.current.saving || template.savedAt <= state.current.savedAt) return;
    state.current.revision = template.revision;
    state.current.savedAt = template.savedAt;
    setContent(template.content);
  }, [template, status, state, setContent]);
}

/**
 * What is being written, saved a moment after each change, one saving at a time. Until the server has it, this browser keeps it, so that nothing
 * is lost by a closed window or a broken line; where somebody else has saved meanwhile, it says so and overwrites nothing.
 */
export function useDraft(template: TemplateRead, { writable }: { writable: boolean }) {
  const { id } = template;
  const key = keptUnder(id);
  const [kept] = useState(() => (writable ? readStored<Kept>(localStorage, key) : undefined));
  const unsaved = kept !== undefined && !same(kept.content, template.content);
  const [content, setContent] = useState<Content>(unsaved ? kept.content : template.content);
  const [status, setStatus] = useState<SaveStatus>(!unsaved ? 'saved' : kept.revision === template.revision ? 'dirty' : 'conflict');
  const state = useRef<Standing>({ revision: template.revision, savedAt: template.savedAt, content, saving: false, past: [] });
  state.current.content = content;

  const save = useSaving(id, state, setStatus);

  // biome-ignore lint/correctness/useExhaustiveDependencies: each change of the content waits anew
  useEffect(() => {
    if (status !== 'dirty' && status !== 'failed') return;
    const timer = setTimeout(() => void save(), status === 'dirty' ? PAUSE_MS : RETRY_MS);
    return () => clearTimeout(timer);
  }, [content, status, save]);

  useFollowing(template, { state, status, setContent });

  const put = (next: Content) => {
    writeStored(localStorage, key, { revision: state.current.revision, content: next });
    setContent(next);
    setStatus((was) => (was === 'conflict' ? was : 'dirty'));
  };
  const change = (next: Content) => {
    state.current.past = [...state.current.past, content].slice(-MOST_STEPS);
    put(next);
  };
  const undo = () => {
    const before = state.current.past.pop();
    if (before) put(before);
  };
  const settle = async (mine: boolean) => {
    const theirs = await call(getTemplate, { id });
    state.current.revision = theirs.revision;
    state.current.savedAt = theirs.savedAt;
    if (mine) return setStatus('dirty');
    writeStored(localStorage, key, undefined);
    setContent(theirs.content);
    setStatus('saved');
  };
  /** Everything is with the server: its revision; null where it could not be. */
  const settled = async (): Promise<number | null> => {
    if (status === 'conflict') return null;
    if (status !== 'saved' && !(await save())) return null;
    return state.current.revision;
  };
  return { content, status, change, undo, save, settle, settled };
}
export type Draft = ReturnType<typeof useDraft>;
