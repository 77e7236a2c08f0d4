import type pg from 'pg';

/**
 * The shortest SQL that reads what a report is counted from, as the tables' owner: what the machine needs for it at least. A report says more than its
 * floor (intervals, tests, several cuts), so the ratio tells of repeated work, not of style.
 */
export class Floors {
  constructor(
    private readonly client: pg.Client,
    private readonly workspaceId: string,
  ) {}

  private async rows(text: string, ...values: unknown[]): Promise<unknown[]> {
    return (await this.client.query(text, [this.workspaceId, ...values])).rows;
  }

  /** Who won, was handed off or came within 15 months, by seven facts of the person, the company and the lead. */
  async drift(): Promise<void> {
    await this.rows(`select population, grouping(c.seniority, c.job_function, o.size_band, o.standard_industry, o.world_region, o.country, l.source_channel),
        c.seniority, c.job_function, o.size_band, o.standard_industry, o.world_region, o.country, l.source_channel, at >= now() - interval '91 days' as lately, count(*)
      from (select 'won' as population, d.closed_at as at, d.contact_id, d.company_id, d.lead_id from deal d
            where d.workspace_id = $1 and d.status = 'won' and d.closed_at >= now() - interval '456 days'
          union all select 'handed', h.handed_at, h.contact_id, h.company_id, h.lead_id from handoff h
            where h.workspace_id = $1 and h.handed_at >= now() - interval '456 days'
          union all select 'came', x.opened_at, x.contact_id, x.company_id, x.id from lead x where x.workspace_id = $1 and x.opened_at >= now() - interval '456 days') p
        left join lead l on l.workspace_id = $1 and l.id = p.lead_id join contact c on c.workspace_id = $1 and c.id = p.contact_id
        left join company o on o.workspace_id = $1 and o.id = p.company_id
      group by grouping sets ((1, 10, c.seniority), (1, 10, c.job_function), (1, 10, o.size_band), (1, 10, o.standard_industry), (1, 10, o.world_region), (1, 10, o.country), (1, 10, l.source_channel))`);
  }

  /** Calls of 90 days with the one before to the same person, what was written down late, and the hand-offs with their leads. */
  async signs(from: string): Promise<void> {
    await this.rows(
      `select count(*), count(*) filter (where duration_seconds <= 10), count(*) filter (where gap < interval '10 minutes') from (
        select duration_seconds, occurred_at - lag(occurred_at) over (partition by contact_id, member_id order by occurred_at) as gap from activity
        where workspace_id = $1 and kind = 'call' and direction = 'out' and side = 'sales' and occurred_at >= $2) x`,
      from,
    );
    await this.rows(
      `select count(*), count(*) filter (where logged_at - occurred_at > interval '1 day') from activity where workspace_id = $1
        and kind in ('call', 'mail', 'meeting', 'chat') and evidence = 'manual' and side = 'sales' and occurred_at >= $2`,
      from,
    );
    await this.rows(
      `select h.decision, h.cause, l.stage, count(*) from handoff h join lead l on l.workspace_id = $1 and l.id = h.lead_id
        where h.workspace_id = $1 and h.handed_at >= $2 group by 1, 2, 3`,
      from,
    );
  }

  /** Clocks of 30 days, and the leads of a year with their stays. */
  async week(): Promise<void> {
    await this.rows(`select k.line_id, k.id, array_agg(e.kind order by e.at) from clock k join clock_event e on e.workspace_id = $1 and e.clock_id = k.id
      where k.workspace_id = $1 and k.started_at >= now() - interval '30 days' group by 1, 2`);
    await this.stages(`l.opened_at >= now() - interval '365 days'`);
    await this.rows(
      `select stage_id, count(*), sum(amount_minor) from deal where workspace_id = $1 and status = 'open' and deleted_at is null group by 1`,
    );
  }

  private async stages(which: string): Promise<void> {
    await this.rows(`select v.stage, count(distinct v.lead_id), percentile_cont(0.5) within group (order by v.exited_at - v.entered_at) from lead l
      join stage_visit v on v.workspace_id = $1 and v.lead_id = l.id where l.workspace_id = $1 and l.deleted_at is null and ${which} group by 1`);
  }

  /** All conversations on record, and which leads of a year were spoken with. */
  async year(): Promise<void> {
    const spoken = `kind in ('call', 'mail', 'meeting', 'chat') and corrects_id is null and (data ->> 'automated') is distinct from 'true'`;
    await this.rows(
      `select kind, count(*), min(occurred_at), max(occurred_at) from activity where workspace_id = $1 and ${spoken} group by 1`,
    );
    await this.rows(`select source_channel, campaign_id, date_trunc('month', opened_at), count(*), count(t.contact_id) from lead l
      left join (select distinct contact_id from activity where workspace_id = $1 and ${spoken}
        and contact_id in (select contact_id from lead where workspace_id = $1 and opened_at >= now() - interval '365 days')) t on t.contact_id = l.contact_id
      where l.workspace_id = $1 and l.opened_at >= now() - interval '365 days' group by 1, 2, 3`);
    await this.rows(
      `select date_trunc('month', invoiced_at), count(*), sum(total_minor) from invoice where workspace_id = $1 and invoiced_at >= now() - interval '365 days' group by 1`,
    );
  }

  async waterfall(): Promise<void> {
    const which = `l.opened_at >= now() - interval '365 days' and l.fit = 'A' and l.source_channel = 'web'`;
    await this.stages(which);
    await this.rows(`select date_trunc('month', l.opened_at), v.stage, count(*), min(v.entered_at - l.opened_at) from lead l
      join stage_visit v on v.workspace_id = $1 and v.lead_id = l.id where l.workspace_id = $1 and l.deleted_at is null and ${which} group by 1, 2`);
  }

  /** Clocks of the last six months with their events. */
  async trend(): Promise<void> {
    await this.rows(`select k.line_id, k.id, array_agg(e.kind order by e.at) from clock k join clock_event e on e.workspace_id = $1 and e.clock_id = k.id
      where k.workspace_id = $1 and k.started_at >= date_trunc('month', now()) - interval '5 months' group by 1, 2`);
  }

  /** The hand-offs of a month with the lead, the person, the owner of the company and the first touch after it. */
  async dryRun(from: string): Promise<void> {
    await this.rows(
      `select h.*, c.name, l.owner_id, o.owner_id, (select min(a.occurred_at) from activity a where a.workspace_id = $1 and a.contact_id = h.contact_id
          and a.occurred_at >= h.handed_at and a.kind in ('call', 'mail', 'meeting') and a.side = 'sales')
        from handoff h join lead l on l.workspace_id = $1 and l.id = h.lead_id join contact c on c.workspace_id = $1 and c.id = h.contact_id
        left join company o on o.workspace_id = $1 and o.id = l.company_id where h.workspace_id = $1 and h.handed_at >= $2`,
      from,
    );
  }

  /** The rows of the newest back-test with what became of the leads. */
  async threshold(): Promise<void> {
    await this.rows(`select b.engagement, b.won, b.mature, b.fit, b.at, l.first_touch_at is not null or h.lead_id is not null from score_backtest_lead b
      join lead l on l.workspace_id = $1 and l.id = b.lead_id left join (select distinct lead_id from handoff where workspace_id = $1) h on h.lead_id = l.id
      where b.workspace_id = $1 and b.backtest_id = (select id from score_backtest where workspace_id = $1 order by created_at desc limit 1)`);
  }

  /** What everybody behind a lead did in the time that still counts, up to when it reached Sales; and a row for each lead, which figures open. */
  async backtest(): Promise<void> {
    await this.rows(`select l.id, count(*), array_agg(a.occurred_at) from lead l join activity a on a.workspace_id = $1 and a.contact_id = l.contact_id and a.occurred_at <= l.opened_at
      and a.occurred_at > l.opened_at - interval '434 days' where l.workspace_id = $1 and l.deleted_at is null group by 1`);
    await this.written(`with newest as materialized (select * from score_backtest where workspace_id = $1 and status = 'done' order by created_at desc limit 1),
        again as (insert into score_backtest (workspace_id, version_id, content_hash, window_days, total, created_at)
          select workspace_id, version_id, content_hash, window_days, total, created_at from newest returning workspace_id, id)
      insert into score_backtest_lead (workspace_id, backtest_id, lead_id, at, won, mature, fit, fit_of_then, engagement, label, live_engagement, live_label, rules)
      select b.workspace_id, again.id, lead_id, at, won, mature, fit, fit_of_then, engagement, label, live_engagement, live_label, rules
      from again, newest join score_backtest_lead b on b.workspace_id = newest.workspace_id and b.backtest_id = newest.id`);
  }

  /** Hand-offs of a quarter with the conversations after them; and a row for each clock, which figures open. */
  async replay(from: string, to: string): Promise<void> {
    await this.rows(
      `select h.id, count(a.id), min(a.occurred_at) from handoff h left join activity a on a.workspace_id = $1 and a.contact_id = h.contact_id
        and a.kind in ('call', 'mail', 'meeting', 'chat') and a.occurred_at >= h.handed_at where h.workspace_id = $1 and h.handed_at >= $2 and h.handed_at < $3 group by 1`,
      from,
      to,
    );
    await this.written(`insert into agreement_replay_row (workspace_id, replay_id, line_id, lead_id, owner_id, state, started_at, due_at, met_at, breached_at, band, climbed)
      select workspace_id, replay_id, line_id, lead_id, owner_id, state, started_at, due_at, met_at, breached_at, band, climbed from agreement_replay_row where workspace_id = $1
        and replay_id = (select id from agreement_replay where workspace_id = $1 and state = 'done' order by asked_at desc limit 1)`);
  }

  /** Writes what the newest run wrote once more, and takes it back. */
  private async written(text: string): Promise<void> {
    await this.client.query('begin');
    try {
      await this.rows(text);
    } finally {
      await this.client.query('rollback');
    }
  }
}
