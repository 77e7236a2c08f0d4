import { readExpectations } from '#modules/agreements/queries/expectations.ts';
import type { ReadCtx } from '#platform/context.ts';
import { moveDay } from '#platform/shared/calendar.ts';
import type { OutputOf } from '#platform/shared/contract.ts';
import type { getPlanNeeds as GetPlanNeeds } from '../contract/plan.ts';
import { TOO_LATE } from '../rules/signed.ts';
import { planRows } from './plans.ts';
import { monthDay, monthNumber, periodOf, today } from './time.ts';

type Needs = OutputOf<typeof GetPlanNeeds>;

/** Material has to be asked for so long before the month that works with it. */
const ASK_AHEAD_DAYS = 28;
/** This quarter and the one after it. */
const QUARTERS = 2;

/** What signed plans want of the months that have not begun, until when its material has to be asked for, and what of it is announced or asked for. */
export async function planNeeds(ctx: ReadCtx): Promise<Needs> {
  const day = await today(ctx);
  const { starts } = await periodOf(ctx, day, 'quarter');
  const promised = await readExpectations(ctx);
  const months: Needs['months'] = [];
  for (let quarter = 0; quarter < QUARTERS; quarter += 1) {
    const quarterOn = monthDay(monthNumber(starts) + 3 * quarter);
    const rows = await planRows(ctx, { quarterOn });
    const plan = rows.find(({ signed_at, superseded_at }) => signed_at && !superseded_at);
    for (const { month, leads, handoffs, spendMinor, reaches } of plan?.months ?? []) {
      // Leads that come too late for the plan are not what it waits for.
      if (month <= day || month < quarterOn || leads <= 0 || reaches < TOO_LATE) continue;
      const askBy = moveDay(month, -ASK_AHEAD_DAYS, 'day') ?? month;
      const ends = monthDay(monthNumber(month) + 1);
      const there = (source: 'offer' | 'content', from: string) =>
        promised.filter((one) => one.source === source && one.dueOn >= from && one.dueOn < ends).length;
      // Content is asked for to be there by the month; an offer starts in it.
      const found = { offers: there('offer', month), content: there('content', askBy) };
      months.push({
        ...{ month, quarterOn, leads, handoffs, spendMinor: ctx.scope.hidden.has('campaign.cost') ? null : spendMinor, askBy, ...found },
        state: found.offers + found.content > 0 ? 'asked' : askBy <= day ? 'late' : 'open',
      });
    }
  }
  return { months };
}
