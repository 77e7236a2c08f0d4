import type { NextStep } from '../schema.ts';

/** What a next step follows from. */
export interface Standing {
  open: boolean;
  decided: boolean;
  handRaised: boolean;
  hasPhone: boolean;
  hasMail: boolean;
  attempts: number;
  /** After so many "not reached" is a finding. */
  owed: number;
  reached: number;
  /** The last thing that happened came from them, by mail, call or chat. */
  theyWroteLast: boolean;
  customerOfAnother: boolean;
  colleagueInContact: boolean;
  hasTask: boolean;
  /** A question to Marketing waits for its answer. */
  asked: boolean;
  plan: 'returned' | 'warming' | null;
  closed: boolean;
}

/** The one step that moves a lead on now; null where nothing is to be done. The first that holds. */
export function nextStep(lead: Standing): NextStep | null {
  if (lead.closed) return null;
  if (lead.plan) return lead.plan === 'returned' ? 'choose_tactic' : 'let_it_warm';
  if (!lead.open) return lead.decided ? (lead.hasTask ? 'do_the_task' : 'agree_on_next') : 'hand_off';
  if (!lead.hasPhone && !lead.hasMail) return 'find_a_way';
  if (lead.customerOfAnother) return 'ask_the_owner';
  if (lead.colleagueInContact && lead.attempts === 0) return 'ask_the_colleague';
  if (lead.theyWroteLast) return 'answer_them';
  if (lead.attempts === 0) return lead.handRaised && lead.hasPhone ? 'call_now' : lead.hasPhone ? 'call' : 'write';
  if (lead.reached === 0) return lead.attempts >= lead.owed ? 'return_not_reached' : lead.attempts > 1 ? 'try_another_time' : 'try_again';
  if (!lead.decided) return 'say_what_it_is';
  if (lead.asked) return 'wait_for_marketing';
  return lead.hasTask ? 'do_the_task' : 'agree_on_next';
}
