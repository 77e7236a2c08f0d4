import { sql } from 'kysely';
import { picturesOf } from '#modules/templates/queries/parts.ts';
import type { ReadCtx } from '#platform/context.ts';
import { formsIn, imagesIn, type Surroundings } from '../rules/checks.ts';
import type { PageContent } from '../schema/page.ts';

type Read = Pick<ReadCtx, 'tx' | 'scope'>;

/** What of all that a form may refer to is there. */
export async function surroundingsOf({ tx, scope }: Read): Promise<Surroundings> {
  const ws = scope.workspaceId;
  const { rows } = await sql<Record<keyof Surroundings, string[] | null>>`select
    (select array_agg(distinct h) from website w, unnest(w.hosts) h where w.workspace_id = ${ws} and w.archived_at is null) as hosts,
    (select array_agg(id) from website where workspace_id = ${ws} and archived_at is null) as "websiteIds",
    (select array_agg(p.id) from mail_purpose p where p.workspace_id = ${ws} and p.retired_at is null
      and exists (select from consent_text t where t.workspace_id = ${ws} and t.purpose_id = p.id)) as purposes,
    (select array_agg(key) from custom_field where workspace_id = ${ws} and entity = 'contact' and archived_at is null) as "ownKeys",
    (select array_agg(id) from campaign where workspace_id = ${ws} and deleted_at is null) as campaigns,
    (select array_agg(t.id) from template t where t.workspace_id = ${ws} and t.kind = 'transactional' and t.archived_at is null
      and exists (select from template_version v where v.workspace_id = ${ws} and v.template_id = t.id and v.number is not null)) as templates,
    (select array_agg(id) from sender_identity where workspace_id = ${ws}) as senders,
    (select array_agg(id) from member where workspace_id = ${ws} and status = 'active') as members,
    (select array_agg(id) from team where workspace_id = ${ws}) as teams`.execute(tx);
  const [row] = rows;
  const set = (list: string[] | null | undefined) => new Set(list ?? []);
  return {
    hosts: row?.hosts ?? [],
    websiteIds: set(row?.websiteIds),
    purposes: set(row?.purposes),
    ownKeys: set(row?.ownKeys),
    campaigns: set(row?.campaigns),
    templates: set(row?.templates),
    senders: set(row?.senders),
    members: set(row?.members),
    teams: set(row?.teams),
  };
}

/** The same for a page: published forms, pictures, websites. */
export async function partsOfPage({ tx, scope }: Read, content: PageContent) {
  const ws = scope.workspaceId;
  const blocks = [...content.blocks, ...content.thanks];
  const { rows } = await sql<{ forms: string[] | null; websites: string[] | null }>`select
    (select array_agg(distinct t.id) from publication t join publication_version v on v.workspace_id = t.workspace_id and v.publication_id = t.id and v.number is not null
      where t.workspace_id = ${ws} and t.kind = 'form' and t.archived_at is null and t.id = any (${formsIn(blocks)}::uuid[])) as forms,
    (select array_agg(id) from website where workspace_id = ${ws} and archived_at is null) as websites`.execute(tx);
  const pictures = await picturesOf({ tx, scope }, imagesIn(blocks));
  return {
    forms: new Set(rows[0]?.forms ?? []),
    images: new Set(pictures.keys()),
    websiteIds: new Set(rows[0]?.websites ?? []),
    pictures,
  };
}

/** Hosts whose pages may show a form: of the websites chosen for it. */
export async function hostsOf({ tx, scope }: Read, websiteIds: readonly string[]): Promise<string[]> {
  if (websiteIds.length === 0) return [];
  const { rows } = await sql<{ host: string }>`select distinct h as host from website w, unnest(w.hosts) h
    where w.workspace_id = ${scope.workspaceId} and w.archived_at is null and w.id = any (${websiteIds}::uuid[]) order by 1`.execute(tx);
  return rows.map(({ host }) => host);
}

/** The company as strangers read it. */
export async function companyName({ tx, scope }: Read): Promise<string> {
  const { rows } = await sql<{
    name: string;
  }>`select coalesce(nullif(company_name, ''), name) as name from workspace where id = ${scope.workspaceId}`.execute(tx);
  return rows[0]?.name ?? '';
}
