import { type Route, route } from '#platform/http/route.ts';
import { setAttentionCap } from './commands/attention.ts';
import { extendHold, liftHold, setHold } from './commands/holds.ts';
import { listChecked } from './commands/lists.ts';
import { overrideGate, takeBackOverride } from './commands/overrides.ts';
import { proposeRules, signRules, withdrawRules } from './commands/rules.ts';
import * as attention from './contract/attention.ts';
import * as checks from './contract/checks.ts';
import * as holds from './contract/holds.ts';
import * as overrides from './contract/overrides.ts';
import * as rules from './contract/rules.ts';
import { readAttention } from './queries/attention.ts';
import { check, checkedRows, checkOne, effects } from './queries/checks.ts';
import { holdsOn } from './queries/holds.ts';
import { overrideOutcomes, overridesOf } from './queries/outcomes.ts';
import { readRules } from './queries/rules.ts';

export const routes: readonly Route[] = [
  route(attention.getAttention, (ctx, { id }) => readAttention(ctx, id)),
  route(attention.setAttentionCap, setAttentionCap),
  route(holds.listHolds, holdsOn),
  route(holds.setHold, setHold),
  route(holds.extendHold, extendHold),
  route(holds.liftHold, (ctx, { id }) => liftHold(ctx, id)),
  route(checks.checkGate, check),
  route(checks.listChecked, checkedRows),
  route(checks.listOfChecked, listChecked),
  route(checks.checkContact, checkOne),
  route(overrides.overrideGate, overrideGate),
  route(overrides.takeBackOverride, (ctx, { id }) => takeBackOverride(ctx, id)),
  route(overrides.listOverrides, overridesOf),
  route(overrides.getOverrideOutcomes, (ctx) => overrideOutcomes(ctx)),
  route(rules.getGateRules, readRules),
  route(rules.proposeGateRules, proposeRules),
  route(rules.signGateRules, signRules),
  route(rules.withdrawGateRules, (ctx, { id }) => withdrawRules(ctx, id)),
  route(rules.tryGateRules, effects),
];
