import { sql } from 'kysely';
import type { Ctx } from '#platform/context.ts';
import type { ParsedOf } from '#platform/shared/contract.ts';
import { isRefusal, type Refusal, refuse } from '#platform/shared/refusal.ts';
import type { createTheme, linkTheme, mergeTheme, updateTheme } from '../contract/themes.ts';
import type { sortInsight } from '../contract/voice.ts';
import { NO_WORDS, visibleInsights } from '../queries/said.ts';
import { MOST_THEMES, type Target } from '../schema.ts';
import { suggest } from './gather.ts';

type Done = Record<string, never>;

const GONE = refuse('not_found', 'This theme is not here any more.');
const TAKEN = refuse('conflict', 'There is a theme of this name already. Merge the two, or choose another name.', { field: 'name' });

const once = (words: readonly string[]) => [...new Set(words.map((word) => word.trim().toLowerCase()))].filter((word) => word !== '');

/** Themes are few: who changes one waits for whoever changes another. */
async function lockThemes({ tx, scope }: Ctx): Promise<{ id: string; name: string; merged_into: string | null }[]> {
  const { rows } = await sql<{ id: string; name: string; merged_into: string | null }>`select id, name, merged_into from theme
    where workspace_id = ${scope.workspaceId} order by id for update`.execute(tx);
  return rows;
}

const isTaken = (
  themes: readonly { id: string; name: string; merged_into: string | null }[],
  { name, except }: { name: string; except?: string },
) => themes.some((one) => one.merged_into === null && one.id !== except && one.name.toLowerCase() === name.toLowerCase());

export async function addTheme(ctx: Ctx, { name, words }: ParsedOf<typeof createTheme>): Promise<{ id: string } | Refusal> {
  const themes = await lockThemes(ctx);
  if (isTaken(themes, { name })) return TAKEN;
  if (themes.filter(({ merged_into }) => merged_into === null).length >= MOST_THEMES)
    return refuse('conflict', `There are ${MOST_THEMES} themes. Merge some first: what nobody can keep apart is not counted well.`);
  const { id } = await ctx.tx
    .insertInto('theme')
    .values({ workspace_id: ctx.scope.workspaceId, name, words: once(words), created_by: ctx.scope.actor.memberId, created_at: ctx.now })
    .returning('id')
    .executeTakeFirstOrThrow();
  await suggest(ctx, { theme: id });
  ctx.changed('theme', id);
  return { id };
}

export async function changeTheme(ctx: Ctx, { id, name, words }: ParsedOf<typeof updateTheme>): Promise<Done | Refusal> {
  const themes = await lockThemes(ctx);
  if (!themes.some((one) => one.id === id)) return GONE;
  if (name !== undefined && isTaken(themes, { name, except: id })) return TAKEN;
  if (name === undefined && words === undefined) return {};
  await ctx.tx
    .updateTable('theme')
    .set({ ...(name === undefined ? {} : { name }), ...(words === undefined ? {} : { words: once(words) }) })
    .where('workspace_id', '=', ctx.scope.workspaceId)
    .where('id', '=', id)
    .execute();
  if (words !== undefined) await suggest(ctx, { theme: id });
  ctx.changed('theme', id);
  return {};
}

export async function removeTheme(ctx: Ctx, { id }: { id: string }): Promise<Done | Refusal> {
  const themes = await lockThemes(ctx);
  if (!themes.some((one) => one.id === id)) return GONE;
  const { rows } = await sql<{
    held: boolean;
  }>`select exists (select from insight_theme where workspace_id = ${ctx.scope.workspaceId} and theme_id = ${id} and by_person)
    or exists (select from theme where workspace_id = ${ctx.scope.workspaceId} and merged_into = ${id}) as held`.execute(ctx.tx);
  if (rows[0]?.held) return refuse('conflict', 'People have sorted into this theme. Merge it into another one, so that nothing is lost.');
  await sql`delete from theme where workspace_id = ${ctx.scope.workspaceId} and id = ${id}`.execute(ctx.tx);
  ctx.changed('theme', id);
  return {};
}

export async function merge(ctx: Ctx, { id, into }: ParsedOf<typeof mergeTheme>): Promise<Done | Refusal> {
  const themes = await lockThemes(ctx);
  const theme = themes.find((one) => one.id === id);
  if (!theme) return GONE;
  if (into === null) {
    if (isTaken(themes, { name: theme.name, except: id })) return TAKEN;
  } else {
    const winner = themes.find((one) => one.id === into);
    if (!winner || into === id) return refuse('invalid', 'Choose another theme to merge into.', { field: 'into' });
    if (winner.merged_into !== null)
      return refuse('conflict', 'That theme was merged itself. Choose the one it counts with.', { field: 'into' });
  }
  await sql`update theme set merged_into = ${into} where workspace_id = ${ctx.scope.workspaceId} and id = ${id}`.execute(ctx.tx);
  ctx.changed('theme', id);
  return {};
}

/** A person's word over that of the matching. */
export async function sort(ctx: Ctx, { id, themeIds, sorted }: ParsedOf<typeof sortInsight>): Promise<Done | Refusal> {
  const ws = ctx.scope.workspaceId;
  if (ctx.scope.hidden.has('activity.data')) return NO_WORDS;
  const { rows } = await sql`select i.id from insight i where i.id = ${id} and ${visibleInsights(ctx)} for update`.execute(ctx.tx);
  if (rows.length === 0) return refuse('not_found', 'This is not here any more, or your role does not reach it.');
  const { rows: known } =
    await sql`select id from theme where workspace_id = ${ws} and id = any (${themeIds}::uuid[]) and merged_into is null`.execute(ctx.tx);
  if (known.length < new Set(themeIds).size) return refuse('invalid', 'One of these themes is not here any more.', { field: 'themeIds' });
  await sql`delete from insight_theme where workspace_id = ${ws} and insight_id = ${id}`.execute(ctx.tx);
  await sql`update insight set sorted_by = ${sorted ? ctx.scope.actor.memberId : null}, sorted_at = ${sorted ? ctx.now : null}
    where workspace_id = ${ws} and id = ${id}`.execute(ctx.tx);
  if (sorted)
    await sql`insert into insight_theme (workspace_id, insight_id, theme_id, by_person) select ${ws}, ${id}, one, true from unnest(${[...new Set(themeIds)]}::uuid[]) one`.execute(
      ctx.tx,
    );
  else await suggest(ctx, { insights: [id] });
  ctx.changed('insight', id);
  return {};
}

const TABLES: Readonly<Record<Exclude<Target, 'profile'>, string>> = { asset: 'asset', offer: 'offer', claim: 'claim' };

export async function link(ctx: Ctx, { id, target, ofId }: ParsedOf<typeof linkTheme>): Promise<{ id: string } | Refusal> {
  const ws = ctx.scope.workspaceId;
  if (!(await lockThemes(ctx)).some((one) => one.id === id && one.merged_into === null)) return GONE;
  const found = await targetOf(ctx, { target, ofId });
  if (isRefusal(found)) return found;
  const columns = { asset_id: null, offer_id: null, claim_id: null, ...(target === 'profile' ? {} : { [`${target}_id`]: found }) };
  const { rows } = await sql<{
    id: string;
  }>`insert into theme_link (workspace_id, theme_id, target, asset_id, offer_id, claim_id, linked_by, linked_at)
    values (${ws}, ${id}, ${target}, ${columns.asset_id}, ${columns.offer_id}, ${columns.claim_id}, ${ctx.scope.actor.memberId}, ${ctx.now})
    on conflict do nothing returning id`.execute(ctx.tx);
  const [made] = rows;
  if (!made) return refuse('conflict', 'The theme touches this already.', { field: 'ofId' });
  ctx.changed('theme', id);
  return { id: made.id };
}

async function targetOf(
  { tx, scope }: Ctx,
  { target, ofId }: { target: Target; ofId?: string | undefined },
): Promise<string | null | Refusal> {
  if (target === 'profile') return null;
  const { rows } =
    await sql`select id from ${sql.table(TABLES[target])} where workspace_id = ${scope.workspaceId} and id = ${ofId ?? null}`.execute(tx);
  return ofId && rows.length > 0 ? ofId : refuse('invalid', 'Choose what the theme touches.', { field: 'ofId' });
}

export async function unlink(ctx: Ctx, { id }: { id: string }): Promise<Done | Refusal> {
  const { rows } = await sql<{
    theme_id: string;
  }>`delete from theme_link where workspace_id = ${ctx.scope.workspaceId} and id = ${id} returning theme_id`.execute(ctx.tx);
  const [gone] = rows;
  if (!gone) return refuse('not_found', 'This link is not here any more.');
  ctx.changed('theme', gone.theme_id);
  return {};
}
