import { addBusinessMs, type BusinessCalendar, businessMsBetween, epochMs, isoOf } from '#platform/shared/businesstime.ts';

/**
 * What happened to a clock, in instants. `met` carries who made the contact. `restarted` begins the full time anew (a lead that
 * was returned comes back); `excused` and `voided` end the clock whatever came before.
 */
export type ClockEvent =
  | { kind: 'started' | 'restarted' | 'resumed'; at: string }
  | { kind: 'excused' | 'voided'; at: string; reason?: string }
  /** `until`: when the rest ends by itself. */
  | { kind: 'paused'; at: string; reason?: string; until?: string }
  | { kind: 'met'; at: string; by?: 'owner' | 'customer' };

export interface ClockTerms {
  withinSeconds: number;
  calendar: BusinessCalendar;
  /** Shares of the time after which a warning is due; from the last of them on, the clock is `due_soon`. */
  warnAt?: readonly number[];
  /** Seconds of the calendar after the due time at which the lead is passed on, ascending. */
  passOnAfter?: readonly number[];
}

export const DEFAULT_WARNINGS: readonly number[] = [0.5, 0.8];

export type ClockStateName =
  | 'waiting'
  | 'running'
  | 'due_soon'
  | 'paused'
  | 'met'
  | 'met_late'
  | 'met_by_customer'
  | 'breached'
  | 'excused'
  | 'void';

export interface ClockState {
  /** `waiting`: its start lies ahead of `now`. */
  state: ClockStateName;
  /** Null while paused (it is set again on resuming), waiting or void. */
  dueAt: string | null;
  elapsedSeconds: number;
  /** Negative by how much it is overdue. */
  remainingSeconds: number;
  /** The due time that passed without contact; stays when the contact came later, or the clock was restarted. */
  breachedAt: string | null;
  /** elapsed / within; may exceed 1. */
  fractionUsed: number;
  /** How many of `warnAt` have passed. */
  warningsPassed: number;
  /** How many of `passOnAfter` have passed. */
  passOnsPassed: number;
  /** The contact was made before the clock started. */
  preContacted: boolean;
  /** The first instant after `now` at which this answer changes if nothing happens but time; null if never. */
  nextChangeAt: string | null;
}

interface Run {
  within: number;
  calendar: BusinessCalendar;
  used: number;
  runningSince: number | null;
  paused: boolean;
  started: boolean;
  /** Null while paused, unless it had passed before. */
  due: number | null;
  overdue: boolean;
  breached: number | null;
  ended: 'met' | 'met_late' | 'met_by_customer' | 'excused' | 'void' | null;
  preContacted: boolean;
}

type TimedEvent = { event: ClockEvent; at: number };

function begin(run: Run, at: number): void {
  run.started = true;
  run.used = 0;
  run.paused = false;
  run.overdue = false;
  run.ended = null;
  run.preContacted = false;
  run.runningSince = at;
  run.due = addBusinessMs(at, run.within, run.calendar);
}

/** Runs the clock up to `at` without anything happening: the time used, and a due time that passed. */
function advance(run: Run, at: number): void {
  if (run.runningSince === null) return;
  run.used += businessMsBetween(run.runningSince, at, run.calendar);
  run.runningSince = at;
  if (run.due === null || at <= run.due) return;
  run.overdue = true;
  run.breached = run.due;
}

function stop(run: Run, at: number): void {
  advance(run, at);
  run.runningSince = null;
}

function pause(run: Run, at: number): void {
  stop(run, at);
  run.paused = true;
  if (!run.overdue) run.due = null;
}

function resume(run: Run, at: number): void {
  run.paused = false;
  run.runningSince = at;
  if (!run.overdue) run.due = addBusinessMs(at, run.within - run.used, run.calendar);
}

function meet(run: Run, at: number, by: 'owner' | 'customer' | undefined): void {
  stop(run, at);
  run.paused = false;
  run.ended = run.overdue ? 'met_late' : by === 'customer' ? 'met_by_customer' : 'met';
}

function apply(run: Run, { event, at }: TimedEvent): void {
  const open = run.started && run.ended === null;
  if (event.kind === 'restarted' || (event.kind === 'started' && !run.started && run.ended === null)) {
    if (open) advance(run, at);
    begin(run, at);
  } else if (event.kind === 'paused' && open && !run.paused) pause(run, at);
  else if (event.kind === 'resumed' && open && run.paused) resume(run, at);
  else if (event.kind === 'met' && open) meet(run, at, event.by);
  else if (event.kind === 'excused' || event.kind === 'voided') {
    stop(run, at);
    run.ended = event.kind === 'excused' ? 'excused' : 'void';
  }
}

/** A contact made before the start meets the clock at its start, unless the clock is started anew later. */
function replay(run: Run, events: readonly TimedEvent[]): void {
  let early: TimedEvent | undefined;
  for (const timed of events) {
    if (timed.event.kind === 'met' && !run.started) early ??= timed;
    const wasStarted = run.started;
    apply(run, timed);
    if (!wasStarted && run.started && early) {
      run.preContacted = true;
      run.runningSince = null;
      run.ended = early.event.kind === 'met' && early.event.by === 'customer' ? 'met_by_customer' : 'met';
    }
  }
}

function stateName(run: Run, warnings: { passed: number; all: number }): ClockStateName {
  if (run.ended) return run.ended;
  if (!run.started) return 'waiting';
  if (run.overdue) return 'breached';
  if (run.paused) return 'paused';
  return warnings.all > 0 && warnings.passed === warnings.all ? 'due_soon' : 'running';
}

/** Of two events at one instant the start comes first; else the order in which they were given holds. */
function rank({ event }: TimedEvent): number {
  return event.kind === 'started' ? 0 : 1;
}

/** How far the ladder has gone after the due time, and when its next step comes. */
function passOns(run: Run, after: readonly number[], now: number): { passed: number; next: number | null } {
  if (!run.overdue) return { passed: 0, next: null };
  const spent = after.map((seconds) => run.within + Math.round(seconds * 1000));
  const passed = spent.filter((at) => run.used >= at).length;
  const at = spent[passed];
  const runs = run.runningSince !== null && run.ended === null;
  return { passed, next: runs && at !== undefined ? addBusinessMs(now, at - run.used, run.calendar) : null };
}

/** When the n-th warning and the due time come, counted from what was used up to `now`. */
function changes(run: Run, warnAt: readonly number[], now: number): { passed: number; next: number | null } {
  const passed = warnAt.filter((share) => run.used >= Math.round(share * run.within)).length;
  if (run.runningSince === null || run.ended || run.due === null || run.overdue) return { passed, next: null };
  const share = warnAt[passed];
  // The due instant itself is still in time; the answer changes just after it.
  const afterDue = run.due + 1;
  if (share === undefined) return { passed, next: afterDue };
  return { passed, next: Math.min(afterDue, addBusinessMs(now, Math.round(share * run.within) - run.used, run.calendar)) };
}

/** A rest with an end is ended by it, unless somebody ended it before. */
function withEnds(events: readonly ClockEvent[]): ClockEvent[] {
  return events.flatMap((event): ClockEvent[] => {
    if (event.kind !== 'paused' || event.until === undefined) return [event];
    const { at, until } = event;
    const ended = events.some((other) => other.kind === 'resumed' && other.at > at && other.at <= until);
    return ended ? [event] : [event, { kind: 'resumed', at: until }];
  });
}

/**
 * The state of a clock as of `now`, from its events alone; events after `now` are not seen. Time in a pause does not count, and
 * the due time after a pause is the remaining working time added to the instant of resuming.
 */
export function clockState(terms: ClockTerms, events: readonly ClockEvent[], nowIso: string): ClockState {
  const now = epochMs(nowIso);
  // A start to come says when a waiting clock begins; of the rest, what lies ahead is not known yet.
  const known = events.filter(({ kind, at }) => kind === 'started' || epochMs(at) <= now);
  const timed = withEnds(known)
    .map((event) => ({ event, at: epochMs(event.at) }))
    .sort((a, b) => a.at - b.at || rank(a) - rank(b));
  const run: Run = {
    within: Math.round(terms.withinSeconds * 1000),
    calendar: terms.calendar,
    used: 0,
    runningSince: null,
    paused: false,
    started: false,
    due: null,
    overdue: false,
    breached: null,
    ended: null,
    preContacted: false,
  };
  replay(
    run,
    timed.filter(({ at }) => at <= now),
  );
  advance(run, now);
  const warnAt = [...(terms.warnAt ?? DEFAULT_WARNINGS)].filter((share) => share > 0 && share < 1).sort((a, b) => a - b);
  const { passed, next } = changes(run, warnAt, now);
  const state = stateName(run, { passed, all: warnAt.length });
  const start = timed.find(({ event, at }) => event.kind === 'started' && at > now);
  const ladder = passOns(run, terms.passOnAfter ?? [], now);
  const resumes = timed.find(({ event, at }) => event.kind === 'resumed' && at > now);
  const nextChange =
    state === 'waiting' ? (start?.at ?? null) : state === 'paused' ? (resumes?.at ?? null) : state === 'breached' ? ladder.next : next;
  const dueShown = state === 'waiting' || state === 'void' ? null : run.due;
  return {
    state,
    dueAt: dueShown === null ? null : isoOf(dueShown),
    elapsedSeconds: run.used / 1000,
    remainingSeconds: (run.within - run.used) / 1000,
    breachedAt: run.breached === null ? null : isoOf(run.breached),
    fractionUsed: run.within === 0 ? 1 : run.used / run.within,
    warningsPassed: passed,
    passOnsPassed: ladder.passed,
    preContacted: run.preContacted,
    nextChangeAt: nextChange === null ? null : isoOf(nextChange),
  };
}
