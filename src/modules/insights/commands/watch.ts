import { sql } from 'kysely';
import { bringReviewForward } from '#modules/library/commands/assets.ts';
import { notify } from '#modules/notices/commands.ts';
import type { Ctx } from '#platform/context.ts';
import { isRefusal } from '#platform/shared/refusal.ts';
import { readSaidOn, SPAN } from '../queries/themes.ts';

/** Where objections rise on a theme that a document answers, the document is due to be looked at: its review is brought forward, and its owner told why. */
export async function watchAssets(ctx: Ctx): Promise<void> {
  const ws = ctx.scope.workspaceId;
  const { rows } = await sql<{ id: string; asset_id: string; owner_id: string | null; name: string }>`
    select k.id, k.asset_id, a.owner_id, a.name from theme_link k join asset a on a.workspace_id = k.workspace_id and a.id = k.asset_id and a.retired_at is null
    where k.workspace_id = ${ws} and k.target = 'asset' and (k.flagged_on is null or k.flagged_on < ${ctx.now}::date - ${SPAN.half}::int)`.execute(
    ctx.tx,
  );
  for (const assetId of new Set(rows.map((row) => row.asset_id))) {
    const said = await readSaidOn(ctx, { target: 'asset', ofId: assetId });
    if (isRefusal(said)) continue;
    for (const { linkId, theme, recent, before } of said.items.filter(({ rising }) => rising)) {
      const link = rows.find(({ id }) => id === linkId);
      if (!link) continue;
      await sql`update theme_link set flagged_on = ${ctx.now}::date where workspace_id = ${ws} and id = ${linkId}`.execute(ctx.tx);
      await bringReviewForward(ctx, assetId);
      if (link.owner_id)
        await notify(ctx, {
          memberId: link.owner_id,
          kind: 'insight.rising',
          title: `More customers object: ${theme.name}`,
          body: `${recent} in the last ${SPAN.half} days, ${before} in the ${SPAN.half} before. Does “${link.name}” still answer it?`,
          link: `/library/${assetId}`,
          dedupeKey: `rising:${linkId}:${ctx.now.slice(0, 10)}`,
        });
    }
  }
}
