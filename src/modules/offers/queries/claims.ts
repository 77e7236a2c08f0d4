import { sql } from 'kysely';
import type { ReadCtx } from '#platform/context.ts';
import type { OutputOf, ParsedOf } from '#platform/shared/contract.ts';
import { groupBy } from '#platform/shared/group.ts';
import { cut, placeOf } from '#platform/shared/paging.ts';
import type { checkText, listClaims, listDiscrepancies } from '../contract/claims.ts';
import { outdatedIn, type Phrase } from '../rules/lint.ts';
import { noticesOfClaims } from './changes.ts';
import { type ClaimVersionRow, claimVersionsOf, named } from './versions.ts';

type Item = OutputOf<typeof listClaims>['items'][number];
type ClaimRow = Pick<Item, 'id' | 'about' | 'retiredAt' | 'retireReason' | 'openDiscrepancies'>;

/** Every claim that was ever approved; those not said any more last. */
async function claimRows(ctx: ReadCtx): Promise<ClaimRow[]> {
  const { rows } = await sql<ClaimRow>`select c.id, c.about, c.retired_at as "retiredAt", c.retire_reason as "retireReason",
      (select count(*)::int from discrepancy d where d.workspace_id = c.workspace_id and d.claim_id = c.id and d.resolved_at is null) as "openDiscrepancies"
    from claim c where c.workspace_id = ${ctx.scope.workspaceId} order by c.retired_at is not null, c.about, c.created_at desc, c.id desc`.execute(
    ctx.tx,
  );
  return rows;
}

export async function readClaims(ctx: ReadCtx, { about, text }: ParsedOf<typeof listClaims>): Promise<OutputOf<typeof listClaims>> {
  const rows = (await claimRows(ctx)).filter((row) => about === undefined || row.about === about);
  const versions = groupBy(
    await claimVersionsOf(
      ctx,
      rows.map(({ id }) => id),
    ),
    ({ claimId }) => claimId,
  );
  const newest = [...versions.values()].flatMap(([version]) => version?.id ?? []);
  const notices = await noticesOfClaims(ctx, newest);
  const wanted = text?.toLowerCase() ?? '';
  return {
    items: rows.flatMap((row) => {
      const own = versions.get(row.id) ?? [];
      const notice = notices.get(own[0]?.id ?? '');
      if (!own.some(({ statement, phrases }) => [statement, ...phrases].some((one) => one.toLowerCase().includes(wanted)))) return [];
      return [{ ...row, versions: own.map(shownVersion), confirmed: notice ? { k: notice.confirmed, n: notice.asked } : null }];
    }),
    mayWrite: ctx.scope.permissions.has('campaign:write'),
  };
}

function shownVersion({
  id,
  number,
  statement,
  phrases,
  validFrom,
  why,
  approverId,
  approver,
  approvedAt,
}: ClaimVersionRow): Item['versions'][number] {
  return { id, number, statement, phrases, validFrom, why, approvedBy: named(approverId, approver), approvedAt };
}

type Found = OutputOf<typeof checkText>['found'][number];

export interface ClaimLint {
  /** The outdated claims that stand in a text. */
  of(text: string): Found[];
  claims: number;
  /** Outdated ones that are looked for. */
  phrases: number;
}

/**
 * What finds outdated claims in texts: in the check that people paste into, in templates. By exact words after normalising (`rules/lint.ts`); what is
 * said in other words is not found. A version that counts only from a later day does not make the one before it outdated yet.
 */
export async function claimLint(ctx: ReadCtx): Promise<ClaimLint> {
  const claims = new Map((await claimRows(ctx)).map((row) => [row.id, row]));
  const { rows } = await sql<{ today: string }>`select (${ctx.now}::timestamptz at time zone time_zone)::date as today from workspace
    where id = ${ctx.scope.workspaceId}`.execute(ctx.tx);
  const today = rows[0]?.today ?? '';
  const versions = (await claimVersionsOf(ctx, [...claims.keys()])).filter(({ validFrom }) => validFrom <= today);
  const valid = new Map<string, ClaimVersionRow>();
  for (const version of versions) if (!valid.has(version.claimId)) valid.set(version.claimId, version);
  const isSaid = (version: ClaimVersionRow) => valid.get(version.claimId) === version && claims.get(version.claimId)?.retiredAt === null;
  const phrases: Phrase[] = versions.flatMap((version) =>
    [version.statement, ...version.phrases].map((text) => ({
      claimId: version.claimId,
      number: version.number,
      text,
      current: isSaid(version),
    })),
  );
  return {
    of: (text) =>
      outdatedIn(text, phrases).flatMap(({ claimId, number, text: phrase }) => {
        const claim = claims.get(claimId);
        if (!claim) return [];
        const now = claim.retiredAt === null ? (valid.get(claimId)?.statement ?? null) : null;
        return [{ claimId, about: claim.about, phrase, number, now }];
      }),
    claims: claims.size,
    phrases: phrases.filter(({ current }) => !current).length,
  };
}

export async function lintText(ctx: ReadCtx, { text }: { text: string }): Promise<OutputOf<typeof checkText>> {
  const { of, claims, phrases } = await claimLint(ctx);
  return { found: of(text), claims, phrases };
}

type Discrepancy = OutputOf<typeof listDiscrepancies>['items'][number];
interface DiscrepancyRow
  extends Pick<
    Discrepancy,
    'id' | 'said' | 'saidElsewhere' | 'seenWhere' | 'reportedAt' | 'correction' | 'correctStatement' | 'resolvedAt'
  > {
  claimId: string | null;
  statement: string | null;
  offerId: string | null;
  offer: string | null;
  reporterId: string | null;
  reporter: string | null;
  resolverId: string | null;
  resolver: string | null;
}

export async function readDiscrepancies(
  ctx: ReadCtx,
  { open, cursor, limit }: ParsedOf<typeof listDiscrepancies>,
): Promise<OutputOf<typeof listDiscrepancies>> {
  const place = cursor === undefined ? null : placeOf(cursor);
  const { rows } =
    await sql<DiscrepancyRow>`select d.id, d.said, d.said_elsewhere as "saidElsewhere", d.seen_where as "seenWhere", d.reported_at as "reportedAt",
      d.correction, r.statement as "correctStatement", d.resolved_at as "resolvedAt", d.claim_id as "claimId",
      (select s.statement from claim_version s where s.workspace_id = d.workspace_id and s.claim_id = d.claim_id order by s.number desc limit 1) as statement,
      o.id as "offerId", o.name as offer, d.reported_by as "reporterId", m.name as reporter, d.resolved_by as "resolverId", x.name as resolver
    from discrepancy d
    left join claim_version r on r.workspace_id = d.workspace_id and r.id = d.correct_version_id
    left join offer o on o.workspace_id = d.workspace_id and o.id = d.offer_id
    left join member m on m.workspace_id = d.workspace_id and m.id = d.reported_by
    left join member x on x.workspace_id = d.workspace_id and x.id = d.resolved_by
    where d.workspace_id = ${ctx.scope.workspaceId} and ${open === undefined ? sql`true` : sql`(d.resolved_at is null) = ${open}`}
      and ${place === null ? sql`true` : sql`(d.reported_at, d.id) < (${place.at}::timestamptz, ${place.id}::uuid)`}
    order by d.reported_at desc, d.id desc limit ${limit + 1}`.execute(ctx.tx);
  const counted = await sql<{
    n: number;
  }>`select count(*)::int as n from discrepancy where workspace_id = ${ctx.scope.workspaceId} and resolved_at is null`.execute(ctx.tx);
  const { items, next } = cut(rows, limit, (row) => ({ at: row.reportedAt, id: row.id }));
  return { items: items.map(shownDiscrepancy), open: counted.rows[0]?.n ?? 0, next };
}

function shownDiscrepancy(row: DiscrepancyRow): Discrepancy {
  const { claimId, statement, offerId, offer, reporterId, reporter, resolverId, resolver, ...rest } = row;
  return {
    ...rest,
    claim: claimId !== null && statement !== null ? { id: claimId, statement } : null,
    offer: named(offerId, offer),
    reportedBy: named(reporterId, reporter),
    resolvedBy: named(resolverId, resolver),
  };
}
