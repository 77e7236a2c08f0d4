import { z } from 'zod';
import { EntityName } from '#modules/criteria/schema.ts';
import { endpoint, Id } from '#modules/team/schema.ts';
import { PageLimit } from '#platform/shared/paging.ts';
import { Columns, Count, EXPORT_FORMATS, HitGroup, ListRow, Needle, Sort, Which } from '../schema.ts';

export const listRows = endpoint({
  name: 'listRows',
  method: 'POST',
  path: '/lists/:entity/rows',
  reads: true,
  input: z.object({
    entity: EntityName,
    ...Which,
    ids: z.array(Id).min(1).max(1000).optional(),
    /** Field keys; the shown ones where absent. */
    columns: Columns.optional(),
    sort: Sort.optional(),
    /** `next` of the page before; only with the same sort. */
    cursor: z.string().max(8000).optional(),
    limit: PageLimit,
    /** A saved view: gives criteria, columns and sort where they are absent here. */
    viewId: Id.optional(),
  }),
  output: z.object({
    items: z.array(ListRow),
    next: z.string().nullable(),
    /** With the first page only. */
    count: Count.nullable(),
    columns: z.array(z.string()),
    sort: Sort,
  }),
  permission: 'record:read',
  summary: 'A page of companies, contacts, deals, leads or campaigns that meet the criteria.',
});

export const exportRows = endpoint({
  name: 'exportRows',
  method: 'POST',
  path: '/lists/:entity/exports',
  idempotent: false,
  transport: 'download',
  input: z.object({
    entity: EntityName,
    ...Which,
    columns: Columns.optional(),
    sort: Sort.optional(),
    ids: z.array(Id).min(1).max(1000).optional(),
    format: z.enum(EXPORT_FORMATS).default('csv'),
  }),
  output: z.unknown(),
  permission: 'record:export',
  summary: 'The list as a CSV or Excel file, within your rights. It is noted in the audit log.',
});

export const search = endpoint({
  name: 'search',
  method: 'GET',
  path: '/search',
  input: z.object({ q: Needle, limit: z.int().min(1).max(20).default(5) }),
  output: z.object({ groups: z.array(HitGroup) }),
  permission: 'record:read',
  summary: 'Companies, contacts, deals, leads and campaigns whose words begin like this, from two letters; the most exact first.',
});
