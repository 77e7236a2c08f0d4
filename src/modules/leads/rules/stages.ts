import { type Direction, PATH_STAGES, type PathStage, type Stage } from '../schema.ts';

/** A stay in a stage; `exitedAt` is null while it lasts. Instants are ISO, UTC. */
export interface Visit {
  stage: Stage;
  enteredAt: string;
  exitedAt: string | null;
}

export function isOnPath(stage: Stage): stage is PathStage {
  return (PATH_STAGES as readonly string[]).includes(stage);
}

/** Where a lead stands on its path: the last stage of the path it was in, whatever detours followed. -1: nowhere yet. */
export function placeOnPath(past: readonly Stage[]): number {
  const last = past.findLast(isOnPath);
  return last ? PATH_STAGES.indexOf(last) : -1;
}

/**
 * How entering `to` relates to the stages a lead was in, oldest first: `repeat` where it was there before, `forward` to the next
 * stage of the path, `skip` further ahead, `back` otherwise (an earlier stage, or off the path).
 */
export function directionOf(past: readonly Stage[], to: Stage): Direction {
  if (past.includes(to)) return 'repeat';
  if (!isOnPath(to)) return 'back';
  const steps = PATH_STAGES.indexOf(to) - placeOnPath(past);
  if (steps < 0) return 'back';
  return steps <= 1 ? 'forward' : 'skip';
}

export interface Passage {
  stage: PathStage;
  /** When the stage was first entered, or passed over. */
  at: string;
  /** Time spent in it over all visits, in milliseconds; 0 for a stage that was only passed over. */
  stayMs: number;
  /** True where the lead never stood in the stage but went past it. */
  passedOver: boolean;
}

/**
 * The stages of the path that a lead reached, in path order. One that was skipped counts as reached at the moment the lead went
 * past it, with no time in it, so that a conversion table holds for a lead that went from inquiry to opportunity in one step.
 * @param now ends the stay that still lasts
 */
export function passagesOf(visits: readonly Visit[], now: string): Passage[] {
  const reached = new Map<PathStage, Passage>();
  for (const { stage, enteredAt, exitedAt } of visits) {
    if (!isOnPath(stage)) continue;
    for (const earlier of PATH_STAGES.slice(0, PATH_STAGES.indexOf(stage)))
      if (!reached.has(earlier)) reached.set(earlier, { stage: earlier, at: enteredAt, stayMs: 0, passedOver: true });
    const stayMs = Math.max(0, Date.parse(exitedAt ?? now) - Date.parse(enteredAt));
    const known = reached.get(stage);
    reached.set(stage, {
      stage,
      at: known?.at ?? enteredAt,
      stayMs: (known?.stayMs ?? 0) + stayMs,
      passedOver: false,
    });
  }
  return PATH_STAGES.flatMap((stage) => reached.get(stage) ?? []);
}

/** A lead that comes back by itself stands at least here: a hand-raiser is qualified at once, whatever the score says. */
export function stageOnArrival(current: Stage | null, handRaised: boolean): Stage {
  if (current === null || !isOnPath(current)) return handRaised ? 'mql' : 'inquiry';
  return handRaised && current === 'inquiry' ? 'mql' : current;
}
