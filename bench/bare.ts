import type pg from 'pg';

/** Who looks, as far as it decides which rows they get: null for a team means all. */
export interface Viewer {
  workspaceId: string;
  memberId: string;
  teamId: string | null;
}

/** The same rows as the product's answer, by the shortest SQL that gives them, as the tables' owner and without a transaction. */
export class Bare {
  constructor(
    private readonly client: pg.Client,
    readonly viewer: Viewer,
  ) {}

  private async rows(text: string, values: unknown[]): Promise<unknown[]> {
    return (await this.client.query(text, values)).rows;
  }

  /** Rows of the viewer's team, as a condition on an owner column; $2 is the team. */
  private owned(column: string): string {
    return this.viewer.teamId ? `${column} in (select id from member where workspace_id = $1 and team_id = $2)` : '$2::uuid is null';
  }

  private get who(): [string, string | null] {
    return [this.viewer.workspaceId, this.viewer.teamId];
  }

  async record(contactId: string): Promise<void> {
    const { workspaceId: ws } = this.viewer;
    const [contact] = (await this.rows(
      `select c.*, m.name as owner, o.name as company, o.customer_status,
        (select json_agg(e) from contact_email e where e.workspace_id = $1 and e.contact_id = c.id) emails,
        (select json_agg(p) from contact_phone p where p.workspace_id = $1 and p.contact_id = c.id) phones,
        (select json_agg(json_build_object('id', j.id, 'company', x.name)) from contact_company j join company x on x.workspace_id = $1 and x.id = j.company_id
          where j.workspace_id = $1 and j.contact_id = c.id) jobs
       from contact c left join member m on m.workspace_id = $1 and m.id = c.owner_id left join company o on o.workspace_id = $1 and o.id = c.company_id
       where c.workspace_id = $1 and c.id = $3 and ${this.owned('c.owner_id')}`,
      [...this.who, contactId],
    )) as { company_id: string }[];
    const company = contact?.company_id ?? null;
    await this.rows(
      `select id, name, job_title, email, score_label, last_activity_at, count(*) over () total from contact where workspace_id = $1 and company_id = $3 and deleted_at is null
        and id <> $4 and ${this.owned('owner_id')} order by last_activity_at desc nulls last, name_key limit 10`,
      [...this.who, company, contactId],
    );
    await this.rows(
      `select d.id, d.name, d.status, s.name as stage, amount_minor, currency, expected_close_on, closed_at, count(*) over () total from deal d
        join pipeline_stage s on s.workspace_id = $1 and s.id = d.stage_id where d.workspace_id = $1 and contact_id = $3 and deleted_at is null and ${this.owned('d.owner_id')}
        order by status = 'open' desc, coalesce(closed_at, d.created_at) desc limit 10`,
      [...this.who, contactId],
    );
    await this.rows(
      `select id, stage, score_label, opened_at, closed_at, count(*) over () total from lead where workspace_id = $1 and contact_id = $3 and deleted_at is null
        and ${this.owned('owner_id')} order by closed_at is null desc, opened_at desc limit 10`,
      [...this.who, contactId],
    );
    await this.rows(
      `select id, number, status, total_minor, currency, invoiced_at, cancelled_at, count(*) over () total from invoice where workspace_id = $1 and company_id = $2
        order by invoiced_at desc, id limit 10`,
      [ws, company],
    );
    await this.rows(
      `select t.*, m.name as assignee, count(*) over () open, count(*) filter (where due_at < now()) over () overdue from task t
        left join member m on m.workspace_id = $1 and m.id = t.assignee_id where t.workspace_id = $1 and t.contact_id = $2 and t.status = 'open' order by due_at, t.id limit 21`,
      [ws, contactId],
    );
    await this.timeline(contactId);
  }

  async timeline(contactId: string, before = 'infinity'): Promise<void> {
    await this.rows(
      `select a.*, m.name as member, c.name as contact, o.name as company, g.name as campaign from activity a
        left join member m on m.workspace_id = $1 and m.id = a.member_id left join contact c on c.workspace_id = $1 and c.id = a.contact_id
        left join company o on o.workspace_id = $1 and o.id = a.company_id left join campaign g on g.workspace_id = $1 and g.id = a.campaign_id
       where a.workspace_id = $1 and a.contact_id = $2 and a.occurred_at < $3
        and not exists (select from activity l where l.workspace_id = $1 and l.corrects_id = coalesce(a.corrects_id, a.id) and l.id > a.id)
       order by a.occurred_at desc, a.id desc limit 51`,
      [this.viewer.workspaceId, contactId, before],
    );
  }

  private static readonly LISTED =
    `select c.id, c.name, c.name_key, c.job_title, c.email, c.last_activity_at, c.company_id, o.name as company, c.owner_id, m.name as owner
    from contact c left join company o on o.workspace_id = $1 and o.id = c.company_id left join member m on m.workspace_id = $1 and m.id = c.owner_id
    where c.workspace_id = $1 and c.deleted_at is null`;

  async list(after: { key: string; id: string } | null): Promise<void> {
    if (after)
      await this.rows(
        `${Bare.LISTED} and ${this.owned('c.owner_id')} and (c.name_key, c.id) > ($3, $4) order by c.name_key, c.id limit 51`,
        [...this.who, after.key, after.id],
      );
    else {
      await this.rows(`${Bare.LISTED} and ${this.owned('c.owner_id')} order by c.name_key, c.id limit 51`, this.who);
      // The product counts so far before it says "more than".
      await this.rows(
        `select count(*) from (select from contact c where workspace_id = $1 and deleted_at is null and ${this.owned('c.owner_id')} limit 1001) x`,
        this.who,
      );
    }
  }

  /** Contacts of whose words one begins like each part of the needle, by name, and how many there are. */
  async listFound(needle: string): Promise<void> {
    const parts = needle.toLowerCase().split(' ');
    const among = parts
      .map((_, n) => `c.id in (select entity_id from search_word where workspace_id = $1 and entity = 'contact' and word ^@ $${n + 3})`)
      .join(' and ');
    await this.rows(`${Bare.LISTED} and ${this.owned('c.owner_id')} and ${among} order by c.name_key, c.id limit 51`, [
      ...this.who,
      ...parts,
    ]);
    await this.rows(
      `select count(*) from (select from contact c where workspace_id = $1 and deleted_at is null and ${this.owned('c.owner_id')} and ${among} limit 20001) x`,
      [...this.who, ...parts],
    );
  }

  async search(needle: string): Promise<void> {
    for (const [entity, detail, owner] of [
      ['contact', 'email', 'x.owner_id'],
      ['company', 'domain', null],
      ['deal', 'status', 'x.owner_id'],
      ['campaign', 'status', null],
    ] as const)
      await this.rows(
        `select x.id, x.name, x.${detail} from (select entity_id from search_word where workspace_id = $1 and entity = '${entity}' and word ^@ $3 order by word using ~<~ limit 200) s
          join ${entity} x on x.workspace_id = $1 and x.id = s.entity_id where x.deleted_at is null and ${owner ? this.owned(owner) : '$2::uuid is distinct from $1'}
          order by starts_with(lower(x.name), $3) desc, x.updated_at desc limit 5`,
        [...this.who, needle],
      );
    await this.rows(
      `select l.id, c.name, l.stage from lead l join contact c on c.workspace_id = $1 and c.id = l.contact_id where l.workspace_id = $1 and l.deleted_at is null
        and ${this.owned('l.owner_id')} and c.id in (select entity_id from search_word where workspace_id = $1 and entity = 'contact' and word ^@ $3)
        order by starts_with(lower(c.name), $3) desc, l.updated_at desc limit 5`,
      [...this.who, needle],
    );
  }

  /** The hundred first of all that are theirs (or everyone's), with clocks and their events, in order of value times urgency. */
  async queue(whose: 'mine' | 'all'): Promise<void> {
    const { workspaceId, memberId } = this.viewer;
    const rows = (await this.rows(
      `with due as (select subject_id, min(due_at) due_at from clock where workspace_id = $1 and closed_at is null and ($2::uuid is null or assignee_id = $2) group by 1),
        placed as (select l.*, d.due_at, case when d.due_at is null then 1 else 1 + 2 / (1 + greatest(0, extract(epoch from d.due_at - now())::float8 / 3600) / 4) end
            * case l.score_label when 'A1' then 9e5 when 'A2' then 6e5 when 'B1' then 4e5 else 1e5 end as rank
          from lead l left join due d on d.subject_id = l.id
          where l.workspace_id = $1 and l.closed_at is null and l.deleted_at is null and l.stage in ('mql', 'sal', 'sql') and ($2::uuid is null or l.owner_id = $2)),
        counted as (select count(*) leads, count(due_at) due, count(*) filter (where due_at < now()) overdue from placed)
       select p.*, n.*, c.name, c.job_title, c.phone, o.name as company, o.customer_status, m.name as owner, h.id as handoff_id, h.handed_at, h.decision,
        (select min(t.due_at) from task t where t.workspace_id = $1 and t.lead_id = p.id and t.status = 'open') as task_due_at
       from (select * from placed order by rank desc, due_at nulls last, id limit 100) p cross join counted n
        join contact c on c.workspace_id = $1 and c.id = p.contact_id left join company o on o.workspace_id = $1 and o.id = p.company_id
        left join member m on m.workspace_id = $1 and m.id = p.owner_id left join handoff h on h.workspace_id = $1 and h.lead_id = p.id and h.closed_at is null
       order by p.rank desc, p.due_at nulls last, p.id`,
      [workspaceId, whose === 'mine' ? memberId : null],
    )) as { id: string }[];
    await this.rows(
      `select k.*, e.kind, e.at, e.by, e.reason, e.data from clock k join clock_event e on e.workspace_id = $1 and e.clock_id = k.id
        where k.workspace_id = $1 and k.subject_id = any ($2::uuid[]) order by k.id, e.at`,
      [workspaceId, rows.map(({ id }) => id)],
    );
  }

  async save(contactId: string, title: string): Promise<void> {
    await this.rows('update contact set job_title = $3, updated_at = now() where workspace_id = $1 and id = $2', [
      this.viewer.workspaceId,
      contactId,
      title,
    ]);
  }

  /** Events of every clock that started in the stretch: what the scorecard's states are worked out from. */
  async scorecard(from: string, to: string): Promise<void> {
    const { workspaceId } = this.viewer;
    await this.rows(
      `select k.line_id, k.id, array_agg(e.kind order by e.at) kinds from clock k join clock_event e on e.workspace_id = $1 and e.clock_id = k.id
        where k.workspace_id = $1 and k.started_at >= $2 and k.started_at < $3 group by 1, 2`,
      [workspaceId, from, to],
    );
    await this.rows(
      `select h.decision, h.cause, v.reason_id, count(*) from handoff h left join verdict v on v.workspace_id = $1 and v.handoff_id = h.id
        where h.workspace_id = $1 and h.handed_at >= $2 and h.handed_at < $3 group by 1, 2, 3`,
      [workspaceId, from, to],
    );
  }
}
