import type { AskKind } from '#modules/team/schema.ts';

/** What a reminder asks for: one sentence, no reproach. The link beside it opens the thing itself. */
export const REMINDERS: Readonly<Record<AskKind, string>> = {
  verdict: 'A lead waits for your verdict: accept, or give back with a reason.',
  review: 'A disputed lead waits to be judged, without names.',
  conversion: 'A conversion waits: a lead or not.',
  change: 'A change waits for your “seen”.',
  discussion: 'A discussion waits for an answer.',
  asset_request: 'Sales asked for content. Say yes, no, or when.',
  asset_dispute: 'A dispute about content waits for your side.',
  threshold_need: 'The threshold waits for what your side needs.',
  agreement_signature: 'The agreement waits for your side’s signature.',
  profile_signature: 'The customer profile waits for your side’s signature.',
  gap: 'Some records lack what the other team needs. They are listed.',
  draft_signature: 'A draft waits for your side’s signature.',
  question: 'A question waits for your answer.',
  brief: 'The monthly brief waits to be written.',
  meeting: 'A meeting waits to hear whether you come.',
  goal_signature: 'A goal waits for your side’s signature.',
  plan_signature: 'The plan of the quarter waits for your side’s signature.',
  plan_item: 'An item of the plan is due.',
  promise: 'A promise to the other team comes due.',
  attribution_signature: 'The rule for sharing credit waits for your side’s signature.',
  debrief: 'A deal has closed. Say in two minutes why it was won or lost.',
  interview: 'A buyer can be asked now why they decided as they did.',
  challenge: 'You took a challenge up. Say what helped, or what you tried.',
};
