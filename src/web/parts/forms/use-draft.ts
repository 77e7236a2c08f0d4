import { useQueryClient } from '@tanstack/react-query';
import { type RefObject, useCallback, useEffect, useRef, useState } from 'react';
import { ApiProblem } from '../../api.ts';
import { refresh } from '../../data.ts';
import { readStored, writeStored } from '../../ui/stored.ts';

export type SaveStatus = 'saved' | 'dirty' | 'saving' | 'failed' | 'conflict';
export interface Problem {
  place: string;
  message: string;
}

/** What is written about, and how it is read and saved. */
export interface Written<C> {
  id: string;
  content: C;
  revision: number;
  savedAt: string;
  problems: Problem[];
}
export interface Drafting<C> {
  /** Of this browser's memory, and of live updates. */
  topic: 'form' | 'page';
  writable: boolean;
  save(content: C, revision: number): Promise<Omit<Written<C>, 'id' | 'content'>>;
  read(): Promise<Written<C>>;
}

interface Kept<C> {
  revision: number;
  content: C;
}

const PAUSE_MS = 700;
const RETRY_MS = 10_000;
const MOST_STEPS = 100;
const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);

interface Standing<C> {
  revision: number;
  savedAt: string;
  content: C;
  saving: boolean;
  past: C[];
}
type State<C> = RefObject<Standing<C>>;
interface Setters {
  setStatus: (status: SaveStatus) => void;
  setProblems: (problems: Problem[]) => void;
}

/** Saves what is written now. True where everything is with the server after it. */
function useSaving<C>(
  key: string,
  state: State<C>,
  { topic, save: store, setStatus, setProblems }: Pick<Drafting<C>, 'topic' | 'save'> & Setters,
) {
  const client = useQueryClient();
  const how = useRef(store);
  how.current = store;
  return useCallback(async (): Promise<boolean> => {
    const now = state.current;
    if (now.saving) return false;
    now.saving = true;
    setStatus('saving');
    const sent = now.content;
    try {
      const saved = await how.current(sent, now.revision);
      now.revision = saved.revision;
      now.savedAt = saved.savedAt;
      const done = same(sent, now.content);
      writeStored(localStorage, key, done ? undefined : { revision: saved.revision, content: now.content });
      setProblems(saved.problems);
      setStatus(done ? 'saved' : 'dirty');
      void refresh(client, [topic]);
      return done;
    } catch (error) {
      setStatus(error instanceof ApiProblem && error.code === 'conflict' ? 'conflict' : 'failed');
      return false;
    } finally {
      now.saving = false;
    }
  }, [client, key, topic, state, setStatus, setProblems]);
}

/**
 * What is being written, saved a moment after each change, one saving at a time. Until the server has it, this browser keeps it; where somebody else
 * has saved meanwhile, it says so and overwrites nothing.
 */
export function useDraft<C>(written: Written<C>, { topic, writable, save: store, read }: Drafting<C>) {
  const key = `truce.${topic}.${written.id}`;
  const [kept] = useState(() => (writable ? readStored<Kept<C>>(localStorage, key) : undefined));
  const unsaved = kept !== undefined && !same(kept.content, written.content);
  const [content, setContent] = useState<C>(unsaved ? kept.content : written.content);
  const [problems, setProblems] = useState(written.problems);
  const [status, setStatus] = useState<SaveStatus>(!unsaved ? 'saved' : kept.revision === written.revision ? 'dirty' : 'conflict');
  const state = useRef<Standing<C>>({ revision: written.revision, savedAt: written.savedAt, content, saving: false, past: [] });
  state.current.content = content;
  const save = useSaving(key, state, { topic, save: store, setStatus, setProblems });

  // biome-ignore lint/correctness/useExhaustiveDependencies: each change of the content waits anew
  useEffect(() => {
    if (status !== 'dirty' && status !== 'failed') return;
    const timer = setTimeout(() => void save(), status === 'dirty' ? PAUSE_MS : RETRY_MS);
    return () => clearTimeout(timer);
  }, [content, status, save]);

  const follow = (theirs: Written<C>) => {
    Object.assign(state.current, { revision: theirs.revision, savedAt: theirs.savedAt });
    setContent(theirs.content);
    setProblems(theirs.problems);
  };
  // What somebody else has saved or published, where nothing here waits to be saved.
  // biome-ignore lint/correctness/useExhaustiveDependencies: following changes nothing that it depends on
  useEffect(() => {
    if (status === 'saved' && !state.current.saving && written.savedAt > state.current.savedAt) follow(written);
  }, [written, status]);

  const put = (next: C) => {
    writeStored(localStorage, key, { revision: state.current.revision, content: next });
    setContent(next);
    setStatus((was) => (was === 'conflict' ? was : 'dirty'));
  };
  const change = (next: C) => {
    state.current.past = [...state.current.past, state.current.content].slice(-MOST_STEPS);
    put(next);
  };
  const undo = () => {
    const before = state.current.past.pop();
    if (before) put(before);
  };
  const settle = async (mine: boolean) => {
    const theirs = await read();
    if (mine) {
      Object.assign(state.current, { revision: theirs.revision, savedAt: theirs.savedAt });
      return setStatus('dirty');
    }
    writeStored(localStorage, key, undefined);
    follow(theirs);
    setStatus('saved');
  };
  /** Everything is with the server: its revision; null where it could not be. */
  const settled = async (): Promise<number | null> => {
    if (status === 'conflict') return null;
    if (status !== 'saved' && !(await save())) return null;
    return state.current.revision;
  };
  return { content, problems, status, change, undo, save, settle, settled };
}
export type Draft<C> = ReturnType<typeof useDraft<C>>;
