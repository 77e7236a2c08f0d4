import { type RawBuilder, sql } from 'kysely';
import type { Node } from '#modules/criteria/schema.ts';
import { type DimensionField, dimensionFields } from '#modules/drift/queries/dimensions.ts';
import { fields as leadFields } from '#modules/leads/fields.ts';
import { reachable } from '#modules/team/queries.ts';
import type { ReadCtx } from '#platform/context.ts';
import type { Scope } from '#platform/shared/scope.ts';
import { LEAD_MARKS, type LeadMark } from '../schema.ts';

/** One thing that leads are told apart by. */
export interface Attribute {
  name: string;
  label: string;
  /** A workspace's own text field: left out where it holds free text. */
  own: boolean;
  labels: ReadonlyMap<string, string>;
  /** Of the rows of `casesOf`, as text; null where it is not known, or where the record is out of the caller's reach. */
  value: RawBuilder<unknown>;
  /** A condition on a lead that asks for one value. */
  asks(value: string): Node;
  /** The field in a condition on a contact; null where the customer profile cannot ask for it. */
  contactField: string | null;
}

/** What the caller may see leads told apart by: the dimensions of drift, and marks of the lead itself. */
export async function attributesOf(ctx: ReadCtx): Promise<Attribute[]> {
  const out = await ruledOut(ctx);
  const marks = LEAD_MARKS.filter((name) => !ctx.scope.hidden.has(name)).map((name) => markOf(name, ctx.scope));
  // Only who bought has a deal.
  const dimensions = (await dimensionFields(ctx)).filter(({ ofDeal }) => !ofDeal).map((field) => attributeOf(field, ctx.scope));
  return [...dimensions, ...marks].filter(({ name }) => !out.has(name));
}

/** Fields of which people said that they are filled in after the outcome would only tell that outcome again. */
async function ruledOut({ tx, scope }: ReadCtx): Promise<Set<string>> {
  const rows = await tx
    .selectFrom('fact_ruling')
    .select('key')
    .where('workspace_id', '=', scope.workspaceId)
    .where('ruling', '=', 'out')
    .execute();
  return new Set(rows.map(({ key }) => key));
}

const OWNER_OF = { contact: 'c.owner_id', company: 'o.owner_id' } as const;

/** As the snapshot of the lead holds it, else as the record has it now. */
const asItStood = (name: string, now: RawBuilder<unknown>) =>
  sql`case when s.facts ? ${name}::text then nullif(btrim(s.facts ->> ${name}::text), '') else ${now} end`;

function attributeOf({ name, label, own, labels, value, contactField }: DimensionField, scope: Scope): Attribute {
  const entity = name.startsWith('contact.') ? 'contact' : name.startsWith('company.') ? 'company' : null;
  const stood = asItStood(name, value);
  const field = entity ? name : name.replace(/^lead\./, '');
  return {
    name,
    label: entity === 'company' && own ? `Company: ${label}` : label,
    own,
    labels,
    value: entity ? sql`case when ${reachable(scope, entity, { to: 'read', ownerColumn: OWNER_OF[entity] })} then ${stood} end` : stood,
    asks: (one) => ({ field, op: 'is', value: one }),
    contactField,
  };
}

const YES_NO = new Map([
  ['true', 'Yes'],
  ['false', 'No'],
]);

/** That a lead is of no campaign is known, and tells something. */
const NO_CAMPAIGN = 'none';

function markOf(name: LeadMark, scope: Scope): Attribute {
  const key = name.replace(/^lead\./, '');
  const field = leadFields.find((one) => one.key === key);
  const mark = {
    name,
    label: field?.label ?? 'Content',
    own: false,
    labels: new Map((field?.options ?? []).map((option) => [option.value, option.label])),
    asks: (value: string): Node => ({ field: key, op: 'is', value }),
    contactField: null,
  };
  switch (name) {
    case 'lead.sourceTeam':
      return { ...mark, value: asItStood(name, sql`l.source_team`) };
    case 'lead.fit':
      return { ...mark, value: asItStood(name, sql`coalesce(h.fit, l.fit)`) };
    case 'lead.scoreLabel':
      return { ...mark, value: sql`coalesce(s.label, h.label, l.score_label)` };
    case 'lead.handRaised':
      return {
        ...mark,
        labels: YES_NO,
        value: asItStood(name, sql`l.hand_raised::text`),
        asks: (value) => ({ field: key, op: value === 'true' ? 'is_yes' : 'is_no' }),
      };
    case 'lead.campaign':
      return {
        ...mark,
        value: sql`case when l.campaign_id is null then ${NO_CAMPAIGN}
          when ${reachable(scope, 'campaign', { to: 'read', ownerColumn: 'g.owner_id' })} then l.campaign_id::text end`,
        asks: (value) => (value === NO_CAMPAIGN ? { field: key, op: 'is_unset' } : { field: key, op: 'is', value }),
      };
    case 'lead.content':
      return {
        ...mark,
        value: sql`nullif(t.address, '')`,
        asks: (value) => ({
          history: 'did',
          kinds: ['page_visit', 'file_download', 'form'],
          of: 'contact',
          text: { in: 'address', op: 'is', value },
        }),
      };
  }
}

/** What the values of an attribute are called. Campaigns are read by name, as far as the caller reaches them. */
export async function valueNames(ctx: ReadCtx, attribute: Attribute, values: readonly string[]): Promise<ReadonlyMap<string, string>> {
  if (attribute.name !== 'lead.campaign' || values.length === 0) return attribute.labels;
  const { rows } = await sql<{
    id: string;
    name: string;
  }>`select g.id, g.name from campaign g where g.workspace_id = ${ctx.scope.workspaceId}
    and g.id::text = any (${values}::text[]) and ${reachable(ctx.scope, 'campaign', { to: 'read', ownerColumn: 'g.owner_id' })}`.execute(
    ctx.tx,
  );
  return new Map([[NO_CAMPAIGN, 'None'], ...rows.map(({ id, name }) => [id, name] as const)]);
}
