import type { Ask, AskSource } from '#modules/team/queries/asks.ts';
import { PARTIES } from '../schema.ts';
import { handedIn } from './needs.ts';

/** A side that has not said what it needs of the threshold. */
export const asks: readonly AskSource[] = [
  {
    kind: 'threshold_need',
    area: 'figures',
    read: async (ctx) => {
      const open = await ctx.tx
        .selectFrom('threshold')
        .select(['id', 'number', 'begun_at'])
        .where('workspace_id', '=', ctx.scope.workspaceId)
        .where('status', '=', 'asking')
        .execute();
      const found: Ask[] = [];
      for (const { id, number, begun_at } of open) {
        const known = await handedIn(ctx, id);
        for (const side of PARTIES.filter((party) => !known[party]))
          found.push({ id, about: `#${number}`, contactId: null, side, memberId: null, since: begun_at, dueAt: null, link: '/threshold' });
      }
      return found;
    },
  },
];
