import { type AskKind, isOutside, type Permission, permissionsOf } from '#modules/team/schema.ts';

/** Only who is asked can answer these: whether they come, that they have seen it, what their own records lack. */
const PERSONAL: readonly AskKind[] = ['meeting', 'change', 'gap'];

/** What it takes to answer where writing records is not enough. */
const NEEDS: Partial<Record<AskKind, Permission>> = {
  agreement_signature: 'agreement:sign',
  profile_signature: 'profile:sign',
  draft_signature: 'agreement:sign',
  goal_signature: 'agreement:sign',
  plan_signature: 'agreement:sign',
  attribution_signature: 'agreement:sign',
  threshold_need: 'agreement:sign',
};

export const canPass = (kind: AskKind) => !PERSONAL.includes(kind);

/** Whether somebody with these roles could answer it at all. */
export function couldTake(kind: AskKind, roles: readonly string[]): boolean {
  return canPass(kind) && !isOutside(roles) && permissionsOf(roles).has(NEEDS[kind] ?? 'record:write');
}
