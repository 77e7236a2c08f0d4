import { type RawBuilder, sql } from 'kysely';
import { NEVER_SCORES, type RuleMatch } from '../schema.ts';

/** The page, file or asset of a row of the ledger, `a`. */
export const ADDRESS = sql<string | null>`coalesce(a.data ->> 'path', a.data ->> 'url', a.data ->> 'file', a.data ->> 'asset')`;

const TEXT_IN = { subject: sql`lower(a.subject)`, address: sql`lower(coalesce(${ADDRESS}, a.subject))` } as const;

function textCondition(text: NonNullable<RuleMatch['text']>): RawBuilder<boolean> {
  const where = TEXT_IN[text.in];
  const value = sql`lower(${text.value}::text)`;
  if (text.op === 'is') return sql`${where} = ${value}`;
  return text.op === 'contains' ? sql`strpos(${where}, ${value}) > 0` : sql`starts_with(${where}, ${value})`;
}

/** Whether a rule counts a row of one of its kinds. `onlyFor` is about the person and judged elsewhere. */
function matches(match: RuleMatch): RawBuilder<boolean> {
  const all: RawBuilder<unknown>[] = [sql`true`];
  if (match.direction) all.push(sql`a.direction = ${match.direction}::text`);
  if (match.outcomes) all.push(sql`a.outcome = any (${match.outcomes}::text[])`);
  if (match.campaignIds) all.push(sql`a.campaign_id = any (${match.campaignIds}::uuid[])`);
  if (match.text) all.push(textCondition(match.text));
  return sql<boolean>`(${sql.join(all, sql` and `)})`;
}

/** Rules that one integer can say yes or no about. */
export const RULES_A_MASK = 30;

/** What each rule says about a row, a bit for each rule of a score: one integer for every thirty. Opens match no rule. */
export function masksOf(rules: readonly { match: RuleMatch }[]): RawBuilder<number>[] {
  const masks: RawBuilder<number>[] = [];
  for (let start = 0; start < rules.length; start += RULES_A_MASK) masks.push(maskOf(rules.slice(start, start + RULES_A_MASK)));
  return masks;
}

function maskOf(rules: readonly { match: RuleMatch }[]): RawBuilder<number> {
  const kinds = [...new Set(rules.flatMap(({ match }) => match.kinds))];
  const ofKind = kinds.map((kind) => {
    const bits = rules.flatMap(({ match }, index) =>
      match.kinds.includes(kind) ? [sql`case when ${matches(match)} then ${2 ** index}::int else 0 end`] : [],
    );
    const open = kind === 'mail_event' ? sql` and coalesce(a.outcome, '') <> all (${NEVER_SCORES}::text[])` : sql``;
    return sql`when a.kind = ${kind}::text${open} then ${sql.join(bits, sql` | `)}`;
  });
  return sql<number>`case ${sql.join(ofKind, sql` `)} else 0 end`;
}

const REPEATED = ['page_visit', 'file_download', 'mail_event'];

/** What a row has in common with others that are one and the same interest within an hour: looking at one page five times. Null: each counts. */
export const SESSION = sql<string | null>`case when a.kind = any (${REPEATED}::text[])
  then hashtextextended(a.kind || ':' || coalesce(a.outcome, '') || ':' || coalesce(${ADDRESS}, a.subject, ''), 0) end`;
