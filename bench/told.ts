import { getOtherTeamWeek, getTalk } from '#modules/briefs/contract.ts';
import { listChallenges } from '#modules/challenges/contract.ts';
import { listAsks } from '#modules/coordination/contract/asks.ts';
import { listGaps } from '#modules/coordination/contract/gaps.ts';
import { getAlignmentReport } from '#modules/coordination/contract/report.ts';
import { getVoice, getVoiceContrast } from '#modules/insights/contract/voice.ts';
import { listRows } from '#modules/lists/contract/rows.ts';
import { getAnswering } from '#modules/questions/contract/around.ts';
import { getCalls, getWeek } from '#modules/reports/contract.ts';
import { getStory, listWins } from '#modules/stories/contract.ts';
import type { Caller } from './caller.ts';
import { type Path, report } from './measure.ts';
import type { Product } from './product.ts';

interface Desk {
  product: Product;
  caller: Caller;
  floor: (text: string) => () => Promise<unknown>;
  workspaceId: string;
}

const ago = (days: number) => new Date(Date.now() - days * 86_400_000).toISOString();

/** What both teams tell each other, over its default ranges. */
export async function toldPaths({ product, caller, floor, workspaceId }: Desk): Promise<Path[]> {
  const idOf = async (text: string) => (await product.owner.query<{ id: string }>(text, [workspaceId])).rows[0]?.id ?? '';
  const deal = await idOf(
    `select p.deal_id as id from deal_path p where p.workspace_id = $1 and p.status = 'won' order by p.touches desc, p.deal_id
      offset (select greatest(0, least(20, count(*) - 1)) from deal_path where workspace_id = $1 and status = 'won') limit 1`,
  );
  const list = await idOf('select id from people_list where workspace_id = $1 order by id limit 1');
  const coordinator = await product.signIn('rep6');
  const won = floor(
    `select campaign_id, count(*), sum(amount_minor) from deal where workspace_id = $1 and status = 'won' and closed_at >= now() - interval '1 year' group by 1`,
  );
  const calls = floor(
    `select count(*), count(*) filter (where outcome = 'connected'), sum(duration_seconds), count(distinct contact_id) from activity where workspace_id = $1
      and kind = 'call' and side = 'sales' and occurred_at >= now() - interval '1 year'`,
  );
  const said = floor(
    `select t.theme_id, i.kind, count(*), count(distinct i.company_id) from insight i left join insight_theme t on t.workspace_id = i.workspace_id and t.insight_id = i.id
      where i.workspace_id = $1 and i.said_at >= now() - interval '1 year' group by 1, 2`,
  );
  const open = floor(
    `select l.owner_id, count(*), count(*) filter (where l.campaign_id is null) from lead l join contact c on c.workspace_id = l.workspace_id and c.id = l.contact_id
      where l.workspace_id = $1 and l.closed_at is null group by 1`,
  );
  const members = floor(
    'select count(*) from people_list_member m join contact c on c.workspace_id = m.workspace_id and c.id = m.contact_id where m.workspace_id = $1',
  );
  const onList = { match: 'all' as const, of: [{ field: 'on.list', op: 'is_one_of' as const, value: [list] }] };
  return [
    report('what calls brought, a year', () => caller.call(getCalls, {}), calls),
    report('wins of both', () => caller.call(listWins, {}), won),
    report('story of a deal', () => caller.call(getStory, { id: deal }), won),
    report('how questions are answered', () => caller.call(getAnswering, { from: ago(90).slice(0, 10), to: ago(0).slice(0, 10) }), won),
    report('how the teams talk', () => caller.call(getTalk, {}), won),
    report("the other team's week", () => caller.call(getOtherTeamWeek, {}), won),
    report('this week', () => caller.call(getWeek, {}), calls),
    report('what customers say', () => caller.call(getVoice, {}), said),
    report('said by won against lost', () => caller.call(getVoiceContrast, {}), said),
    report('what each team lacks', () => coordinator.call(listGaps, {}), open),
    report('what is owed and awaited', () => coordinator.call(listAsks, {}), open),
    report('report of the month', () => coordinator.call(getAlignmentReport, { month: ago(0).slice(0, 8).concat('01') }), open),
    report('people of a list', () => caller.call(listRows, { entity: 'contact', limit: 50, criteria: onList }), members),
    report('challenges', () => caller.call(listChallenges, {}), won),
  ];
}
