import { sql } from 'kysely';
import { announce } from '#modules/offers/commands/announce.ts';
import { confirmChange } from '#modules/offers/commands/changes.ts';
import { approveClaim, revise } from '#modules/offers/commands/claims.ts';
import { end, launch } from '#modules/offers/commands/launch.ts';
import { draftVersion, writeOffer } from '#modules/offers/commands/offers.ts';
import { type OfferKind, VersionContent } from '#modules/offers/schema.ts';
import type { Ctx } from '#platform/context.ts';
import { CLAIMS, OFFERS } from '../rules/offering.ts';
import { ago, as, done, leadOf, type Person } from './people.ts';

type Content = Partial<Parameters<typeof VersionContent.parse>[0] & object>;

/** An offer whose first version was announced, confirmed by Sales and started so many days ago. */
async function started(ctx: Ctx, people: readonly Person[], offer: { name: string; kind: OfferKind; content: Content; daysAgo: number }) {
  const marketer = leadOf(people, 'marketing');
  const writing = as(ctx, marketer, ago(ctx, offer.daysAgo + 12));
  const { id } = done(
    await writeOffer(writing, { name: offer.name, kind: offer.kind, ownerId: marketer.id, content: VersionContent.parse(offer.content) }),
  );
  const versionId = await newest(ctx, id);
  const { noticeId } = done(await announce(as(ctx, marketer, ago(ctx, offer.daysAgo + 10)), { id, versionId, concerns: 'everybody' }));
  for (const [place, rep] of sales(people).entries())
    await confirmChange(as(ctx, rep, ago(ctx, offer.daysAgo + 9 - place / 2)), { id: noticeId });
  done(await launch(as(ctx, marketer, ago(ctx, offer.daysAgo)), { id, versionId, whenReady: false }));
  return { id, versionId };
}

const sales = (people: readonly Person[]) => people.filter(({ department }) => department === 'sales');

async function newest(ctx: Ctx, offerId: string): Promise<string> {
  const { rows } = await sql<{
    id: string;
  }>`select id from offer_version where workspace_id = ${ctx.scope.workspaceId} and offer_id = ${offerId}
    order by number desc limit 1`.execute(ctx.tx);
  return rows[0]?.id ?? '';
}

/** The offer of the autumn, which is over: a mailing told of it. */
export async function writeAutumn(ctx: Ctx, people: readonly Person[]): Promise<{ id: string; versionId: string }> {
  const { autumn } = OFFERS(Date.parse(ctx.now));
  return started(ctx, people, { ...autumn, daysAgo: 135 });
}

/** One that runs in its second version, one that waits until Sales has confirmed it, and what may be said. */
export async function writeOffers(ctx: Ctx, { people, autumnId }: { people: readonly Person[]; autumnId: string }): Promise<void> {
  const marketer = leadOf(people, 'marketing');
  done(await end(as(ctx, marketer, ago(ctx, 75)), { id: autumnId, as: 'ended', reason: 'Its last day has passed.' }));
  const { setUp, secondYear } = OFFERS(Date.parse(ctx.now));
  const running = await started(ctx, people, { ...setUp, daysAgo: 60 });
  done(await draftVersion(as(ctx, marketer, ago(ctx, 4)), { id: running.id, content: VersionContent.parse(setUp.next) }));
  done(await announce(as(ctx, marketer, ago(ctx, 3)), { id: running.id, versionId: await newest(ctx, running.id), concerns: 'everybody' }));
  const fresh = done(
    await writeOffer(as(ctx, marketer, ago(ctx, 3)), {
      ...{ name: secondYear.name, kind: secondYear.kind, ownerId: marketer.id },
      content: VersionContent.parse(secondYear.content),
    }),
  );
  const told = done(
    await announce(as(ctx, marketer, ago(ctx, 2)), { id: fresh.id, versionId: await newest(ctx, fresh.id), concerns: 'everybody' }),
  );
  for (const rep of sales(people).slice(0, 3)) done(await confirmChange(as(ctx, rep, ago(ctx, 1)), { id: told.noticeId }));
  for (const { about, statement, phrases, revised } of CLAIMS) {
    const at = ago(ctx, 200);
    const { id } = done(await approveClaim(as(ctx, marketer, at), { about, statement, phrases: [...phrases], validFrom: at.slice(0, 10) }));
    await confirmClaim(ctx, people, { id, daysAgo: 199 });
    const later = ago(ctx, 40);
    if (revised)
      done(
        await revise(as(ctx, marketer, later), {
          id,
          statement: revised.statement,
          phrases: [...phrases],
          validFrom: later.slice(0, 10),
          why: revised.why,
        }),
      );
  }
}

/** All of Sales but the newest among them read what may be said, a few hours apart. */
async function confirmClaim(ctx: Ctx, people: readonly Person[], { id, daysAgo }: { id: string; daysAgo: number }): Promise<void> {
  const { rows } = await sql<{ id: string }>`select n.id from change_notice n join claim_version v on v.workspace_id = n.workspace_id
    and v.id = n.claim_version_id where n.workspace_id = ${ctx.scope.workspaceId} and v.claim_id = ${id}`.execute(ctx.tx);
  for (const notice of rows)
    for (const [place, rep] of sales(people).slice(0, -1).entries())
      done(await confirmChange(as(ctx, rep, ago(ctx, daysAgo - place / 8)), { id: notice.id }));
}
