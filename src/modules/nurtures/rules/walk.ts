import { seededRandom } from '#platform/shared/draws.ts';
import type { Awaited, NodeOf, StepOutcome, TrackNode } from '../schema.ts';
import { type Clockwork, endOfWait } from './timing.ts';

/** What the next decision rests on; live and in a simulation the same. */
export interface Facts extends Clockwork {
  now: string;
  /** When the person came to the node. */
  since: string;
  /** Names the person on this track: decides shares. */
  seed: string;
  /** Which criteria of the node are met: branches by their id, a wait as `met`. */
  met: ReadonlySet<string>;
}

export type Move =
  | { do: 'pass'; port: string; outcome: StepOutcome; says: string }
  | { do: 'wait'; awaits: Awaited; until: string; says: string }
  /** Something is done, and it goes on by `next`. */
  | { do: 'act' }
  | { do: 'end' };

const pass = (port: string, says: string, outcome: StepOutcome = 'passed'): Move => ({ do: 'pass', port, outcome, says });

/** What happens at a node now. */
export function decide(node: TrackNode, facts: Facts): Move {
  switch (node.type) {
    case 'end':
      return { do: 'end' };
    case 'trigger':
    case 'goal':
      return pass('next', '');
    case 'branch': {
      const branch = node.branches.find(({ id }) => facts.met.has(id));
      return branch ? pass(branch.id, branch.name) : pass('else', 'Otherwise');
    }
    case 'split': {
      const arm = armOf(node, facts.seed);
      return pass(arm.id, arm.name);
    }
    case 'wait':
      return waited(node, facts);
    default:
      return { do: 'act' };
  }
}

function waited({ until }: NodeOf<'wait'>, facts: Facts): Move {
  if (until.by === 'criteria' && facts.met.has('met')) return pass('met', 'It was met.');
  const end = endOfWait(until, facts.since, facts);
  if (end === null)
    return pass(
      'next',
      until.by === 'date' ? 'The date is not known, so there is nothing to wait for.' : 'The calendar is not there any more.',
      'skipped',
    );
  const over = Date.parse(facts.now) >= Date.parse(end);
  if (until.by !== 'criteria') return over ? pass('next', '') : { do: 'wait', awaits: 'time', until: end, says: '' };
  if (over) return pass('late', 'It was not met in time.', 'late');
  // Sooner comes whoever changes, or whom time brings to it.
  return { do: 'wait', awaits: 'criteria', until: end, says: '' };
}

/** Which way of a split a person goes: by shares, and always the same. */
export function armOf({ id, arms }: NodeOf<'split'>, seed: string): { id: string; name: string; share: number } {
  const all = arms.reduce((sum, { share }) => sum + share, 0);
  let left = seededRandom(`${seed}:${id}`)() * all;
  for (const arm of arms) {
    if (left < arm.share) return arm;
    left -= arm.share;
  }
  const last = arms.at(-1);
  if (!last) throw new Error('a split has ways');
  return last;
}
