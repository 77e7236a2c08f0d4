import type { Question } from '../contract/questions.ts';
import type { Team } from '../schema.ts';

export interface Facts {
  state: Question['state'];
  /** The caller may read the record. */
  readable: boolean;
  kept: boolean;
  askedBy: string | null;
  assignee: string | null;
  answeredBy: string | null;
  team: Team;
}

export interface Standing {
  memberId: string | null;
  team: Team;
  mayWrite: boolean;
  /** Leads a team. */
  leads: boolean;
}

/**
 * Whoever owes the answer gives it, or a colleague of the team that was asked; never whoever asked. What nobody has yet, anybody of the team takes,
 * and so does a colleague of what another one has: who helps out is not stopped. Taken back by whoever asked, kept by whoever asked, answered or leads.
 */
export function rightsOf(facts: Facts, { memberId, team, mayWrite, leads }: Standing): Question['may'] {
  const may = mayWrite && facts.readable && memberId !== null;
  const asked = facts.askedBy === memberId;
  const ofTeam = facts.assignee === memberId || facts.team === team;
  const part = asked || ofTeam || facts.answeredBy === memberId;
  return {
    answer: may && facts.state === 'open' && !asked && ofTeam,
    take: may && facts.state === 'open' && !asked && facts.team === team && facts.assignee !== memberId,
    withdraw: may && facts.state === 'open' && (asked || leads),
    keep: may && facts.state === 'answered' && (part || leads),
    say: may && facts.state === 'answered' && part,
  };
}
