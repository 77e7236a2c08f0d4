import { useEffect, useRef, useState } from 'react';
import { type getTrack, saveTrackDraft } from '#modules/nurtures/contract/tracks.ts';
import type { Content, Graph, Problem } from '#modules/nurtures/schema.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import { ApiProblem } from '../../api.ts';
import { useWrite } from '../../data.ts';

type Read = OutputOf<typeof getTrack>;
export type Track = Omit<Read, 'draft'> & { draft: Content };

/** What the server keeps has gone through its schema: every value that may be left out when writing is there. */
export const wholeContent = (read: Read['draft']): Content => read as Content;
export const wholeTrack = (read: Read): Track => ({ ...read, draft: wholeContent(read.draft) });

interface Course {
  past: readonly Content[];
  now: Content;
  future: readonly Content[];
}

const MOST_UNDO = 100;

export interface Draft {
  content: Content;
  problems: readonly Problem[];
  /** The draft on the server that publishing names. */
  revision: number;
  saving: 'busy' | 'done' | 'problem';
  /** Somebody else has changed the draft since it was read. */
  conflict: boolean;
  problem: ApiProblem | null;
  change: (content: Content) => void;
  changeGraph: (graph: Graph) => void;
  undo: (() => void) | undefined;
  redo: (() => void) | undefined;
  /** Drops what is here and takes the server's. */
  takeTheirs: (track: Track) => void;
  /** Waits until all is saved. */
  settled: () => Promise<void>;
}

interface Saved {
  revision: number;
  problems: readonly Problem[];
}

/** Saves what it is given, one after the other; of what waits only the last. */
function useSaving(track: Track) {
  const [saved, setSaved] = useState<Saved>({ revision: track.revision, problems: track.problems });
  const [saving, setSaving] = useState<Draft['saving']>('done');
  const [problem, setProblem] = useState<ApiProblem | null>(null);
  const known = useRef(track.revision);
  const waiting = useRef<Content | null>(null);
  const running = useRef<Promise<void>>(Promise.resolve());
  const { mutateAsync } = useWrite(saveTrackDraft, { invalidates: ['track'] });
  const take = (next: Saved) => {
    known.current = next.revision;
    setSaved(next);
    setProblem(null);
  };
  const saveNext = async () => {
    const content = waiting.current;
    if (!content) return;
    waiting.current = null;
    try {
      take(await mutateAsync({ id: track.id, content, revision: known.current }));
      if (!waiting.current) setSaving('done');
    } catch (refused) {
      setSaving('problem');
      if (refused instanceof ApiProblem) setProblem(refused);
    }
  };
  return {
    saved,
    saving,
    problem,
    save: (content: Content) => {
      waiting.current = content;
      setSaving('busy');
      running.current = running.current.then(saveNext);
    },
    /** What the server says counts; what waits to be saved is dropped. */
    accept: (next: Saved) => {
      waiting.current = null;
      take(next);
      setSaving('done');
    },
    isNews: ({ revision }: Saved) => revision > known.current && !waiting.current,
    settled: () => running.current,
  };
}

/** What is being written: each change is kept for undo and saved at once. */
export function useTrackDraft(track: Track): Draft {
  const [course, setCourse] = useState<Course>({ past: [], now: track.draft, future: [] });
  const { saved, saving, problem, save, accept, isNews, settled } = useSaving(track);

  const step = (next: Course) => {
    setCourse(next);
    save(next.now);
  };
  const change = (content: Content) => step({ past: [...course.past.slice(-MOST_UNDO), course.now], now: content, future: [] });
  const takeTheirs = (theirs: Track) => {
    accept(theirs);
    setCourse({ past: [], now: theirs.draft, future: [] });
  };
  // What others saved is taken as long as nothing here waits to be saved.
  // biome-ignore lint/correctness/useExhaustiveDependencies: asked when the track was read anew
  useEffect(() => {
    if (isNews(track)) takeTheirs(track);
  }, [track]);

  const before = course.past.at(-1);
  const after = course.future[0];
  return {
    content: course.now,
    problems: saved.problems,
    revision: saved.revision,
    saving,
    conflict: saving === 'problem' && problem?.status === 409,
    problem,
    change,
    changeGraph: (graph) => change({ ...course.now, graph }),
    undo: before && (() => step({ past: course.past.slice(0, -1), now: before, future: [course.now, ...course.future] })),
    redo: after && (() => step({ past: [...course.past, course.now], now: after, future: course.future.slice(1) })),
    takeTheirs,
    settled,
  };
}
