import { readFileSync } from 'node:fs';
import path from 'node:path';
import type pg from 'pg';
import { record } from '#modules/activities/commands/record.ts';
import { beginRun, rescoreBatch } from '#modules/scoring/commands/score.ts';
import { draftModel, getModel, signModel, writeModel } from '#modules/scoring/contract/model.ts';
import { draftProfile, getProfile, signProfile, writeProfile } from '#modules/scoring/contract/profile.ts';
import type { CriterionInput, RuleInput } from '#modules/scoring/schema.ts';
import { startJobs } from '#platform/jobs/runner.ts';
import { PROJECT } from '#src/project.ts';
import { at, timed } from './measure.ts';
import type { Product } from './product.ts';

const MOST_RATIO = 2;
const DAY_MS = 86_400_000;
/** As the product: until 40 points with a half-life of 45 days are next to nothing; scores.sql reads no further either. */
const HORIZON_DAYS = 434;

const rule = (label: string, match: RuleInput['match'], more: Partial<RuleInput>): RuleInput => ({
  label,
  match,
  points: 10,
  halfLifeDays: 30,
  fading: 'half_life',
  cap: null,
  dailyCap: null,
  group: null,
  ...more,
});
const page = (value: string): RuleInput['match'] => ({ kinds: ['page_visit'], text: { in: 'address', op: 'contains', value } });
/** The same as in scores.sql. */
const RULES: RuleInput[] = [
  rule('Met us', { kinds: ['meeting'] }, { points: 40, halfLifeDays: 45, cap: 80 }),
  rule('Called us', { kinds: ['call'], direction: 'in' }, { points: 30, cap: 60 }),
  rule('Wrote to us', { kinds: ['mail'], direction: 'in' }, { points: 25, cap: 50 }),
  rule('Looked at prices', page('/pricing'), { points: 10, cap: 30, dailyCap: 20, group: 'Pages' }),
  rule('Visited a page', { kinds: ['page_visit'] }, { points: 2, halfLifeDays: 14, cap: 12, dailyCap: 6, group: 'Pages' }),
  rule('Answered a campaign', { kinds: ['campaign_response'] }, { points: 15, cap: 45, group: 'Content' }),
  rule('Read the manual', page('/docs'), { points: -5, halfLifeDays: 60, cap: 20 }),
  rule('Filled in a form', { kinds: ['form'] }, { points: 40, cap: 80 }),
];
const GROUPS = [
  { name: 'Pages', cap: 40 },
  { name: 'Content', cap: 50 },
];
const weighted = (label: string, weight: number, condition: CriterionInput['condition']['of'][number]): CriterionInput => ({
  kind: 'weighted',
  label,
  weight,
  condition: { match: 'all', of: [condition] },
});
const CRITERIA: CriterionInput[] = [
  weighted('Has a say', 60, { field: 'seniority', op: 'is_one_of', value: ['owner', 'c_level', 'vp', 'director', 'head', 'manager'] }),
  weighted('20 to 1,000 people', 40, { field: 'company.employeeCount', op: 'between', value: { from: 20, to: 1000 } }),
  {
    kind: 'disqualifier',
    label: 'Competitor',
    weight: 1,
    condition: { match: 'all', of: [{ field: 'company.kind', op: 'is', value: 'competitor' }] },
  },
];

/** Recompute of everybody's score against SQL by hand, then events as they come in. */
export async function scores(product: Product, print: (line: string) => void): Promise<void> {
  const { rows } = await product.owner.query<{ id: string; time_zone: string }>('select id, time_zone from workspace');
  const workspace = { id: rows[0]?.id ?? '', zone: rows[0]?.time_zone ?? 'UTC' };
  await signRules(product);
  await recompute(product, workspace, print);
  await stream(product, workspace.id, print);
}

/** Both sides sign the profile and the score that are measured here. */
export async function signRules(product: Product): Promise<void> {
  const [sales, marketing] = [await product.signIn('lead1'), await product.signIn('market3')];
  const profile = await sales.call(getProfile, {});
  if (profile.version?.name !== 'Bench') {
    const open = profile.versions.find(({ status }) => status === 'draft' || status === 'signed_by_one');
    const { id } = open ?? (await sales.call(draftProfile, {}));
    const { contentHash } = await sales.call(writeProfile, { id, name: 'Bench', note: null, reviewOn: null, criteria: CRITERIA });
    for (const side of [sales, marketing]) await side.call(signProfile, { id, contentHash });
  }
  const model = await sales.call(getModel, {});
  if (model.version?.name === 'Bench') return;
  const open = model.versions.find(({ status }) => status === 'draft' || status === 'signed_by_one');
  const { id } = open ?? (await sales.call(draftModel, {}));
  const { contentHash } = await sales.call(writeModel, {
    id,
    name: 'Bench',
    note: null,
    handoffLabels: ['A1'],
    groups: GROUPS,
    rules: RULES,
  });
  for (const side of [sales, marketing]) await side.call(signModel, { id, contentHash });
}

interface Workspace {
  id: string;
  zone: string;
}

async function recompute({ context, owner }: Product, { id, zone }: Workspace, print: (line: string) => void): Promise<void> {
  const scope = context.systemScope(id);
  const now = new Date();
  const settings = { workspace: id, now: now.toISOString(), since: new Date(now.getTime() - HORIZON_DAYS * DAY_MS).toISOString(), zone };
  for (const [name, value] of Object.entries(settings)) await owner.query('select set_config($1, $2, false)', [`bench.${name}`, value]);
  await owner.query(`set truce.audit = 'off'; set work_mem = '128MB'`);
  const byHand = readFileSync(path.join(PROJECT, 'bench/scores.sql'), 'utf8');
  const everybody = async () => {
    await context.runtime.transaction(scope, (ctx) => beginRun(ctx, 'model'), { audit: false });
    while (await context.runtime.transaction(scope, rescoreBatch, { audit: false }));
  };
  // Rewritten rows make room for the next rewriting: each is measured once after it ran once.
  const ours: number[] = [];
  const theirs: number[] = [];
  for (let round = 0; round < 3; round++) {
    theirs.push(await timed(() => owner.query(byHand)));
    await owner.query('drop table if exists by_hand; create temp table by_hand as select id, engagement_score, score_label from contact');
    ours.push(await timed(everybody));
    await owner.query('vacuum analyze contact');
  }
  const { rows } = await owner.query<{ people: number; active: number; labels: number; points: number }>(`select count(*)::int as people,
      count(*) filter (where c.engagement_score > 0)::int as active, count(*) filter (where h.score_label is distinct from c.score_label)::int as labels,
      count(*) filter (where abs(h.engagement_score - c.engagement_score) > 0.05)::int as points
    from by_hand h join contact c using (id)`);
  const ratio = at(ours, 0.5) / at(theirs, 0.5);
  print(
    `recompute of all scores and labels: ${(at(ours, 0.5) / 1000).toFixed(1)} s, ${(at(theirs, 0.5) / 1000).toFixed(1)} s by hand, ratio ${ratio.toFixed(2)} (aim ${MOST_RATIO}: ` +
      `${ratio <= MOST_RATIO ? 'ok' : 'over'}); ${rows[0]?.people} people, ${rows[0]?.active} with points; other labels ${rows[0]?.labels}, other points ${rows[0]?.points}`,
  );
}

const SECONDS = 20;
const A_SECOND = 1_000;
/** Events come in as a site's tracker sends them: a few together. */
const TOGETHER = 50;

/** A thousand events a second onto the ledger, and how long until the label behind the last of them is right. */
async function stream({ context, owner }: Product, workspaceId: string, print: (line: string) => void): Promise<void> {
  const scope = context.systemScope(workspaceId);
  const people = await owner.query<{ id: string }>(
    'select id from contact where workspace_id = $1 and deleted_at is null order by md5(id::text) limit $2',
    [workspaceId, SECONDS * A_SECOND],
  );
  await owner.query('truncate graphile_worker._private_jobs');
  const runner = await startJobs(context.jobs);
  const sent = new Map<string, number>();
  const lags: number[] = [];
  const began = performance.now();
  const late = watch(owner, { workspaceId, sent, lags });
  try {
    for (let n = 0; n < people.rows.length; n += TOGETHER) {
      const due = began + (n / A_SECOND) * 1000;
      const wait = due - performance.now();
      if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
      const some = people.rows.slice(n, n + TOGETHER);
      const at = await context.runtime.transaction(scope, async (ctx) => {
        const form = { kind: 'campaign_response', occurredAt: ctx.now, evidence: 'system', side: 'customer', subject: 'Answered' } as const;
        await record(
          ctx,
          some.map(({ id: contactId }) => ({ ...form, contactId })),
        );
        return Date.parse(ctx.now);
      });
      for (const { id } of some) sent.set(id, at);
    }
    const took = (performance.now() - began) / 1000;
    await late.done();
    print(
      `${people.rows.length} events in ${took.toFixed(1)} s (${(people.rows.length / took).toFixed(0)} a second, ${TOGETHER} together); label right after ` +
        `p50 ${(at(lags, 0.5) / 1000).toFixed(2)} s, p95 ${(at(lags, 0.95) / 1000).toFixed(2)} s, longest ${(Math.max(0, ...lags) / 1000).toFixed(2)} s (aim 2)`,
    );
  } finally {
    await runner.stop();
  }
}

const LOOK_MS = 200;

/** Looks again and again who has been scored since their event: the lag is at most one look too long. */
function watch(owner: pg.Client, { workspaceId, sent, lags }: { workspaceId: string; sent: Map<string, number>; lags: number[] }) {
  const look = async () => {
    const waiting = [...sent];
    const seen = await owner.query<{ id: string; scored_at: string }>(
      'select id, scored_at from contact where workspace_id = $1 and id = any ($2::uuid[]) and scored_at is not null',
      [workspaceId, waiting.map(([id]) => id)],
    );
    const now = Date.now();
    const scoredAt = new Map(seen.rows.map((row) => [row.id, new Date(row.scored_at).getTime()]));
    for (const [id, since] of waiting)
      if ((scoredAt.get(id) ?? 0) >= since) {
        lags.push(now - since);
        sent.delete(id);
      }
  };
  let over = false;
  const looking = (async () => {
    while (!over || sent.size > 0) {
      await look();
      await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
    }
  })();
  return {
    done: async () => {
      over = true;
      await looking;
    },
  };
}
