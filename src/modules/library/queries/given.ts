import { sql } from 'kysely';
import type { ReadCtx } from '#platform/context.ts';
import type { StoredDocument } from './assets.ts';

/** What was given with a link. */
export interface Given {
  shareId: string;
  salt: string;
  assetId: string;
  versionId: string;
  number: number;
  name: string;
  contactId: string | null;
  leadId: string | null;
  dealId: string | null;
  memberId: string | null;
}

/** What its page shows: the version that was given, whatever came after it. */
export interface Shown extends Given {
  file: StoredDocument | null;
  url: string | null;
  /** Taken out of use, past its last day, or replaced by a newer version. */
  hint: 'retired' | 'expired' | 'newer' | null;
  /** The link itself opens no more. */
  over: boolean;
  company: string;
}

/** By the identifier that a seal proved; null where it is gone, or was a mail that never left. */
export async function givenBy({ tx, scope, now }: ReadCtx, shareId: string): Promise<Shown | null> {
  const ws = scope.workspaceId;
  const { rows } = await sql<
    Given & {
      fileId: string | null;
      fileName: string;
      mediaType: string;
      sizeBytes: number;
      url: string | null;
      hint: Shown['hint'];
      over: boolean;
      company: string;
    }
  >`
    select s.id as "shareId", s.salt, a.id as "assetId", a.name, v.id as "versionId", v.number, s.contact_id as "contactId", s.lead_id as "leadId", s.deal_id as "dealId",
      s.member_id as "memberId", v.file_id as "fileId", v.file_name as "fileName", v.media_type as "mediaType", v.size_bytes::int as "sizeBytes", v.url,
      case when a.retired_at is not null then 'retired'
        when a.expires_on < (${now}::timestamptz at time zone w.time_zone)::date then 'expired'
        when exists (select from asset_version n where n.workspace_id = ${ws} and n.asset_id = a.id and n.number > v.number) then 'newer' end as hint,
      (s.withdrawn_at is not null or s.expires_at <= ${now} or s.stopped_as is not null) as over, coalesce(w.company_name, w.name) as company
    from asset_share s join asset a on a.workspace_id = ${ws} and a.id = s.asset_id join asset_version v on v.workspace_id = ${ws} and v.id = s.version_id
    join workspace w on w.id = ${ws} left join contact c on c.workspace_id = ${ws} and c.id = s.contact_id
    where s.workspace_id = ${ws} and s.id = ${shareId} and (s.contact_id is null or c.deleted_at is null) and v.template_version_id is null`.execute(
    tx,
  );
  const [row] = rows;
  if (!row) return null;
  const { fileId, fileName, mediaType, sizeBytes, ...rest } = row;
  return { ...rest, file: fileId ? { fileId, name: fileName, mediaType, sizeBytes } : null };
}

/** Hosts of the workspace's own websites: there the person may be told by a seal. */
export async function ownHosts({ tx, scope }: ReadCtx): Promise<string[]> {
  const { rows } = await sql<{
    host: string;
  }>`select unnest(hosts) as host from website where workspace_id = ${scope.workspaceId} and archived_at is null`.execute(tx);
  return rows.map(({ host }) => host);
}

/** Whoever opened a link first, of the people; null while nobody has. */
export async function firstReader({ tx, scope }: ReadCtx, shareId: string): Promise<string | null> {
  const { rows } = await sql<{
    visitor: string;
  }>`select visitor from asset_view where workspace_id = ${scope.workspaceId} and share_id = ${shareId}
    and verdict = 'human' order by opened_at limit 1`.execute(tx);
  return rows[0]?.visitor ?? null;
}
