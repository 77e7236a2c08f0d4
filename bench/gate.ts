import { sql } from 'kysely';
import { countGate } from '#modules/gate/queries/gate.ts';
import { rulesInForce } from '#modules/gate/queries/rules.ts';
import type { Intent } from '#modules/gate/schema.ts';
import { at, timed } from './measure.ts';
import type { Product } from './product.ts';

const ROUNDS = 3;
const MOST_SECONDS = 15;

/** What the gate must read at least: words and barred addresses by their hash, holds, open deals, and 90 days of mails, calls and meetings. */
const FLOOR = `with address as materialized (
    select c.id, c.company_id, encode(sha256(convert_to($1 || ':' || lower(c.email), 'UTF8')), 'hex') as hash from contact c where c.workspace_id = $1::uuid and c.deleted_at is null)
  select count(*), count(w.hash), count(b.hash), count(h.id), count(d.n), count(t.weight) from address a
    left join (select hash, max(at) as at from consent_entry where workspace_id = $1::uuid and purpose_id = $2::uuid group by hash) w on w.hash = a.hash
    left join (select distinct hash from suppression where workspace_id = $1::uuid and released_at is null) b on b.hash = a.hash
    left join (select distinct on (contact_id) contact_id, id from hold where workspace_id = $1::uuid and lifted_at is null) h on h.contact_id = a.id
    left join (select contact_id, count(*) as n from deal where workspace_id = $1::uuid and status = 'open' and deleted_at is null group by 1) d on d.contact_id = a.id
    left join (select contact_id, count(*) as weight from activity where workspace_id = $1::uuid and kind in ('mail', 'call', 'meeting')
      and occurred_at > $3::timestamptz - interval '90 days' group by 1) t on t.contact_id = a.id`;

/** May they get it? Asked of every contact at once, for a general mail of Marketing to prospects, with every reason counted. */
export async function gate({ context, owner }: Product, print: (line: string) => void): Promise<void> {
  const { rows } = await owner.query<{ id: string; purpose: string }>(
    `select w.id, (select p.id from mail_purpose p where p.workspace_id = w.id order by p.position limit 1) as purpose from workspace w`,
  );
  const { id: workspaceId = '', purpose: purposeId = '' } = rows[0] ?? {};
  const scope = context.systemScope(workspaceId);
  const now = new Date().toISOString();
  const intent: Intent = {
    side: 'marketing',
    kind: 'information',
    audience: 'prospects',
    topics: [],
    isReply: false,
    plannedAt: now,
    purposeId,
  };
  const audience = sql`select t.id as contact_id, t.email, t.company_id, t.interests from contact t where t.workspace_id = ${workspaceId} and t.deleted_at is null`;
  let total = 0;
  const asked = () =>
    context.database.inScope(
      scope,
      async (tx) => {
        const ctx = { tx, scope, now };
        ({ total } = await countGate(ctx, { workspaceId, intent, rules: await rulesInForce(ctx), now }, audience));
      },
      { readOnly: true },
    );
  const bare = () => owner.query(FLOOR, [workspaceId, purposeId, now]);
  const ours: number[] = [];
  const floor: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    ours.push(await timed(asked));
    floor.push(await timed(bare));
  }
  const seconds = at(ours, 0.5) / 1000;
  print(
    `gate over ${total} contacts: ${seconds.toFixed(1)} s (aim ${MOST_SECONDS}: ${seconds <= MOST_SECONDS ? 'ok' : 'over'}), bare reading of the same ${(at(floor, 0.5) / 1000).toFixed(1)} s, ratio ${(at(ours, 0.5) / at(floor, 0.5)).toFixed(1)}`,
  );
}
