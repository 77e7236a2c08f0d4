import type pg from 'pg';

export interface Size {
  contacts: number;
  companies: number;
  deals: number;
  leads: number;
  activities: number;
  members: number;
}

export const FULL: Size = { contacts: 250_000, companies: 25_000, deals: 50_000, leads: 50_000, activities: 5_000_000, members: 12 };

/** A workspace of the given size, written as the owner with set-wise SQL; triggers are off for the load and the words are made after it. */
export async function fill(owner: pg.Pool, workspaceId: string, size: Size): Promise<string[]> {
  const client = await owner.connect();
  try {
    const run = (text: string, values: unknown[] = []) => client.query(text, [workspaceId, ...values]);
    for (const table of FILLED) await client.query(`alter table ${table} disable trigger user`);
    const { rows: members } = await run(
      `insert into member (workspace_id, email, name, roles, department, status)
       select $1, 'rep' || n || '@bench.example', 'Rep ' || n, '{rep}', 'sales', 'active' from generate_series(1, $2::int) n returning id`,
      [size.members],
    );
    const ids = members.map((row) => row.id as string);
    await run(
      `insert into company (workspace_id, name, domain, industry, employee_count, owner_id, created_at)
       select $1, (array['North','South','Blue','Iron','Delta','Alpine','Urban','Prime'])[1 + n % 8] || ' ' || (array['Foods','Tools','Systems','Logistics','Media','Energy'])[1 + n % 6] || ' ' || n,
         'company' || n || '.example', (array['Machinery','Food','Software','Retail','Energy'])[1 + n % 5], 5 + n % 900, ($3::uuid[])[1 + n % array_length($3::uuid[], 1)],
         now() - (n % 700) * interval '1 day' from generate_series(1, $2::int) n`,
      [size.companies, ids],
    );
    await run(
      `insert into contact (workspace_id, first_name, last_name, email, job_title, company_id, owner_id, created_at, fit, engagement, score_label)
       select $1, (array['Anna','Petra','Jan','Li','Omar','Eva','Tom','Ines'])[1 + n % 8], (array['Novak','Brandt','Ortiz','Lee','Iyer','Okafor','Ruiz','Meyer'])[1 + (n / 8) % 8] || n,
         'person' || n || '@bench.example', (array['Head of Operations','Buyer','Chief Executive','Engineer'])[1 + n % 4], c.id, ($3::uuid[])[1 + n % array_length($3::uuid[], 1)],
         now() - (n % 700) * interval '1 day', (array['A','B','C','D'])[1 + n % 4], 1 + n % 4, (array['A','B','C','D'])[1 + n % 4] || (1 + n % 4)
       from generate_series(1, $2::int) n
       join (select id, row_number() over () as place, count(*) over () as total from company where workspace_id = $1) c on c.place = 1 + n % c.total`,
      [size.contacts, ids],
    );
    await run(
      `insert into contact_email (workspace_id, contact_id, email, is_primary) select workspace_id, id, email, true from contact where workspace_id = $1`,
    );
    await fillWork(run, size, ids);
    await run(
      `insert into search_word (workspace_id, word, entity, entity_id) select c.workspace_id, w, 'contact', c.id from contact c, words_of(concat_ws(' ', first_name, last_name, email)) w where workspace_id = $1 on conflict do nothing`,
    );
    await run(
      `insert into search_word (workspace_id, word, entity, entity_id) select c.workspace_id, w, 'company', c.id from company c, words_of(concat_ws(' ', name, domain)) w where workspace_id = $1 on conflict do nothing`,
    );
    for (const table of FILLED) await client.query(`alter table ${table} enable trigger user`);
    await client.query('analyze');
    return ids;
  } finally {
    client.release();
  }
}

const FILLED = ['member', 'company', 'contact', 'deal', 'lead'];

async function fillWork(run: (text: string, values?: unknown[]) => Promise<unknown>, size: Size, members: string[]): Promise<void> {
  await run(
    `insert into lead (workspace_id, contact_id, company_id, stage, owner_id, opened_at, stage_since, score_label)
     select $1, c.id, c.company_id, (array['mql','sal','sql','inquiry'])[1 + c.place % 4], ($3::uuid[])[1 + c.place % array_length($3::uuid[], 1)],
       now() - (c.place % 60) * interval '1 day', now() - (c.place % 60) * interval '1 day', c.score_label
     from (select id, company_id, score_label, row_number() over () as place from contact where workspace_id = $1 limit $2) c`,
    [size.leads, members],
  );
  await run(
    `insert into deal (workspace_id, name, company_id, contact_id, pipeline_id, stage_id, amount_minor, currency, owner_id, created_at)
     select $1, 'Deal ' || c.place, c.company_id, c.id, s.pipeline_id, s.id, 100000 + c.place * 10, 'EUR', ($3::uuid[])[1 + c.place % array_length($3::uuid[], 1)], now() - (c.place % 400) * interval '1 day'
     from (select id, company_id, row_number() over () as place from contact where workspace_id = $1 limit $2) c
     cross join lateral (select id, pipeline_id from pipeline_stage where workspace_id = $1 and kind = 'open' order by position offset c.place % 3 limit 1) s`,
    [size.deals, members],
  );
  await run(
    `insert into activity (workspace_id, occurred_at, logged_at, kind, direction, side, subject, contact_id, company_id, member_id, evidence)
     select $1, t.at, t.at, (array['call','mail','note','page_visit','meeting'])[1 + t.n % 5], 'out', 'sales', 'Something happened', c.id, c.company_id, ($3::uuid[])[1 + t.n % array_length($3::uuid[], 1)], 'manual'
     from (select n, now() - (n % 525600) * interval '1 minute' as at from generate_series(1, $2::int) n) t
     join (select id, company_id, row_number() over () as place, count(*) over () as total from contact where workspace_id = $1) c on c.place = 1 + (t.n::bigint * 7919) % c.total`,
    [size.activities, members],
  );
}
