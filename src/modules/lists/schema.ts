import { z } from 'zod';
import { Criteria, type Entity, EntityName } from '#modules/criteria/schema.ts';
import { Currency, Id, Instant, Named } from '#modules/team/schema.ts';

const NUL = String.fromCharCode(0);

/** What is typed into a list's search box: the words' beginnings, in any order. From two letters; fewer find everything. */
export const Needle = z
  .string()
  .trim()
  .max(200, 'Use at most 200 characters.')
  .refine((text) => !text.includes(NUL), 'This text contains a character that cannot be searched for.');

export const DIRECTIONS = ['asc', 'desc'] as const;
export const SortKey = z.strictObject({ by: z.string().min(1).max(120), direction: z.enum(DIRECTIONS) });
export type SortKey = z.infer<typeof SortKey>;
export const Sort = z.array(SortKey).max(3, 'Sort by at most three columns.');
export const Columns = z.array(z.string().min(1).max(120)).max(60, 'Show at most 60 columns.');

/** Which records a list, an export or a bulk change is about. */
export const Which = {
  criteria: Criteria.optional(),
  q: Needle.optional(),
};
export interface Which {
  criteria?: Criteria | undefined;
  q?: string | undefined;
}

const Money = z.object({ amountMinor: z.number(), currency: z.string() });

/** A cell by its field's kind: money with its currency, members and records with their names, choices as values. Null: unset. */
export const Cell = z.union([z.null(), z.string(), z.number(), z.boolean(), z.array(z.string()), Money, Named]);
export type Cell = z.infer<typeof Cell>;

export const ListRow = z.object({
  id: Id,
  /** What the record is called; a lead by its contact. Empty where the caller may not see it. */
  name: z.string(),
  values: z.record(z.string(), Cell),
});
export type ListRow = z.infer<typeof ListRow>;

/** Exact up to 1,000, and up to 20,000 where counting is quick; beyond that the database's estimate. */
export const Count = z.object({ value: z.int(), exact: z.boolean() });
export type Count = z.infer<typeof Count>;
export const COUNTED_EXACTLY = 1000;
export const COUNTED_AT_MOST = 20_000;

// ---------------------------------------------------------------- views
export const VISIBILITIES = ['private', 'team', 'everyone'] as const;
export const Visibility = z.enum(VISIBILITIES);
export type Visibility = (typeof VISIBILITIES)[number];

export const SavedView = z.object({
  id: Id,
  entity: EntityName,
  name: z.string(),
  visibility: Visibility,
  owner: Named,
  /** Whether the caller may change or delete it. */
  mine: z.boolean(),
  criteria: Criteria,
  /** Empty: the columns that are shown before anybody chooses. */
  columns: z.array(z.string()),
  sort: Sort,
});
export type SavedView = z.infer<typeof SavedView>;

// ---------------------------------------------------------------- changes of many records
/** A value for a field, as its kind is written: null empties it. */
export const NewValue = z.union([
  z.null(),
  z.boolean(),
  z.number(),
  z.string().max(20_000),
  z.array(z.string().max(200)).max(100),
  z.strictObject({ amountMinor: z.int(), currency: Currency }),
]);
export type NewValue = z.infer<typeof NewValue>;

const Tag = z.string().trim().min(1).max(60);

/** What changes: values by field key, tags put on and taken off. */
export const Change = z.strictObject({
  set: z.record(z.string().max(120), NewValue).optional(),
  addTags: z.array(Tag).max(20).optional(),
  removeTags: z.array(Tag).max(20).optional(),
});
export type Change = z.infer<typeof Change>;

/** Named records, or everything that matches now, less some that were unticked. */
export const Target = z.union([
  z.strictObject({ ids: z.array(Id).min(1).max(1000) }),
  z.strictObject({ ...Which, except: z.array(Id).max(1000).optional() }),
]);
export type Target = z.infer<typeof Target>;

export const BULK_KINDS = ['edit', 'trash', 'restore', 'purge'] as const;
export type BulkKind = (typeof BULK_KINDS)[number];
export const BULK_STATES = ['running', 'done', 'undoing', 'undone'] as const;
export type BulkState = (typeof BULK_STATES)[number];

export const BulkChange = z.object({
  id: Id,
  entity: EntityName,
  kind: z.enum(BULK_KINDS),
  state: z.enum(BULK_STATES),
  /** Records the change began with: waiting + changed + skipped + undone + kept. */
  total: z.int(),
  waiting: z.int(),
  changed: z.int(),
  skipped: z.int(),
  undone: z.int(),
  /** Not undone, because somebody has changed them since. */
  kept: z.int(),
  /** Why rows were skipped or kept, with how many of each. */
  reasons: z.array(z.object({ reason: z.string(), n: z.int() })),
  createdAt: Instant,
  finishedAt: Instant.nullable(),
  /** Until when it can be undone; null where it cannot. */
  undoUntil: Instant.nullable(),
});
export type BulkChange = z.infer<typeof BulkChange>;

/** Fields without a column of their own that a change of many records can write all the same: by the commands that move them. */
export const MOVES: Readonly<Record<Entity, readonly string[]>> = {
  company: [],
  contact: [],
  lead: ['owner', 'stage'],
  deal: ['stage'],
  campaign: [],
};

/** Above so many records a change is made in the background. */
export const AT_ONCE = 500;
export const UNDO_HOURS = 24;
export const MOST_AT_ONCE = 200_000;

/** A list of exactly these people. */
export const PeopleListName = z.string().trim().min(1, 'Name the list.').max(120);
export const MOST_PEOPLE_LISTS = 500;

export const TrashRow = z.object({ id: Id, name: z.string(), deletedAt: Instant, deletedBy: z.string().nullable() });

// ---------------------------------------------------------------- export
export const EXPORT_FORMATS = ['csv', 'xlsx'] as const;
export const MOST_XLSX_ROWS = 50_000;

export const Hit = z.object({
  id: Id,
  name: z.string(),
  /** One line that tells records of the same name apart: a mail address, a domain, a stage. */
  detail: z.string().nullable(),
});
export const HitGroup = z.object({ entity: EntityName, items: z.array(Hit) });
export type HitGroup = z.infer<typeof HitGroup>;
