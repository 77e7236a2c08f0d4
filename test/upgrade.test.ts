import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { expect, it } from 'vitest';
import { MODELS } from '#modules/attribution/schema.ts';
import { migrate, readMigrations } from '#platform/db/migrate.ts';
import { MIGRATIONS } from '#src/project.ts';
import { emptyDatabase } from './harness.ts';

/** Two won, one lost and one open deal, as version 0.5.0 kept them: a row for each model, deal and touch. */
const DEALS = `
  insert into workspace (name) values ('Upgraded');
  insert into pipeline (workspace_id, name) select id, 'Sales' from workspace;
  insert into pipeline_stage (workspace_id, pipeline_id, name, position, probability, kind) select workspace_id, id, 'Offer', 1, 0.5, 'open' from pipeline;
  insert into campaign (workspace_id, name) select id, 'Fair' from workspace;
  insert into deal (workspace_id, name, pipeline_id, stage_id, status, closed_at) select s.workspace_id, d.name, s.pipeline_id, s.id, d.status, d.closed_at
    from pipeline_stage s, (values ('Press', 'won', '2026-03-31 12:00Z'::timestamptz), ('Lathe', 'won', '2026-04-30 12:00Z'), ('Saw', 'lost', '2026-05-31 12:00Z'),
      ('Drill', 'open', null)) d(name, status, closed_at);
  insert into deal_path (workspace_id, deal_id, status, closed_at, closed_on, touches, channels, learned, recorded, first_touch, before_sales, first_of_company,
      booked_minor, invoiced_minor, paid_minor, brought_at)
    select workspace_id, id, status, closed_at, closed_at::date, 2, '{}', '{}', true, true, true, true, 1000, 600, 0, now() from deal;
  insert into deal_touch (workspace_id, deal_id, place, at, kind, channel, team, direct, process, campaign_id)
    select d.workspace_id, d.id, t.place, coalesce(d.closed_at, now()) - t.days * interval '1 day', 'visit', t.channel, 'marketing', false, false, case when t.place = 1 then g.id end
    from deal d, campaign g, (values (0, 800, 'mail'), (1, 30, 'fair'), (2, 20, 'website'), (3, 10, 'website')) t(place, days, channel);
  insert into deal_credit (workspace_id, deal_id, model, place, share, booked_minor, invoiced_minor, paid_minor)
    select d.workspace_id, d.id, c.model, c.place, c.share, c.share * 1000, c.share * 600, 0 from deal d,
      (values ('first', 1, 1.0), ('last', 3, 1.0), ('linear', 1, 0.4), ('linear', 2, 0.3), ('linear', 3, 0.3), ('shapley', 2, 0.25), ('shapley', 3, 0.75)) c(model, place, share)
    where d.status = 'won';`;

const LAST_BEFORE = '0057';

it('takes the credits of version 0.5.0 along, model by model', async () => {
  const { ownerUrl, drop } = await emptyDatabase();
  const before = await mkdtemp(path.join(tmpdir(), 'truce-before-'));
  const owner = new pg.Client({ connectionString: ownerUrl });
  try {
    const known = (await readMigrations(MIGRATIONS)).filter(({ name }) => name.slice(0, 4) <= LAST_BEFORE);
    await Promise.all(known.map(({ name }) => copyFile(path.join(MIGRATIONS, name), path.join(before, name))));
    expect(await migrate(ownerUrl, before)).toHaveLength(known.length);
    await owner.connect();
    await owner.query(DEALS);
    expect(await migrate(ownerUrl, MIGRATIONS)).toContain('0058-money-speed.sql');

    const shares = (of: Partial<Record<(typeof MODELS)[number], number>>) => MODELS.map((model) => of[model] ?? 0);
    const times = (n: number, all: number[]) => all.map((share) => String(share * n));
    const credit = (place: number, of: number[]) => ({
      place,
      shares: of,
      booked_minor: times(1000, of),
      invoiced_minor: times(600, of),
      paid_minor: times(0, of),
    });
    for (const name of ['Press', 'Lathe']) {
      const { rows } = await owner.query(
        `select c.place, c.shares, c.booked_minor, c.invoiced_minor, c.paid_minor from deal_credit c join deal d on d.id = c.deal_id where d.name = $1 order by 1`,
        [name],
      );
      expect(rows).toEqual([
        credit(1, shares({ first: 1, linear: 0.4 })),
        credit(2, shares({ linear: 0.3, shapley: 0.25 })),
        credit(3, shares({ last: 1, linear: 0.3, shapley: 0.75 })),
      ]);
    }
    const lines = async (name: string) =>
      (
        await owner.query(
          `select s.dimension, case when s.key = g.id::text then 'Fair' else s.key end as key, s.shares, s.booked_minor from deal_share s join deal d on d.id = s.deal_id, campaign g
           where d.name = $1 order by 1, 2`,
          [name],
        )
      ).rows;
    const website = shares({ last: 1, linear: 0.6, shapley: 1 });
    const fair = shares({ first: 1, linear: 0.4 });
    const all = shares({ first: 1, last: 1, linear: 1, shapley: 1 });
    const line = (dimension: string, key: string, of: number[]) => ({ dimension, key, shares: of, booked_minor: times(1000, of) });
    const won = [line('asset', '', all), line('campaign', '', website), line('campaign', 'Fair', fair)];
    expect(await lines('Press')).toEqual([
      ...won,
      line('channel', 'fair', fair),
      line('channel', 'website', website),
      line('offer', '', all),
    ]);
    // Nothing is credited for a lost deal, and what lies before its window is no touch of it.
    const lost = (await lines('Saw')).map(({ dimension, key, shares: of }) => [dimension, key, of]);
    expect(lost).toEqual([
      ...[
        ['asset', '', []],
        ['campaign', '', []],
        ['campaign', 'Fair', []],
      ],
      ...[
        ['channel', 'fair', []],
        ['channel', 'website', []],
        ['offer', '', []],
      ],
    ]);
    expect(await lines('Drill')).toEqual([]);
  } finally {
    await owner.end();
    await drop();
    await rm(before, { recursive: true, force: true });
  }
});
