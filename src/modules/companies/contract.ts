import { z } from 'zod';
import { Done, endpoint, Id } from '#modules/team/schema.ts';
import { Company, CompanyName, CompanyValues, CUSTOMER_STATUSES, Surroundings } from './schema.ts';

export const createCompany = endpoint({
  name: 'createCompany',
  method: 'POST',
  path: '/companies',
  input: z.object({ name: CompanyName, ...CompanyValues }),
  output: z.object({ id: Id }),
  permission: 'record:write',
  summary: 'Makes a company. Without an owner it belongs to the salesperson who makes it.',
});

export const getCompany = endpoint({
  name: 'getCompany',
  method: 'GET',
  path: '/companies/:id',
  input: z.object({ id: Id }),
  output: Company,
  permission: 'record:read',
  summary: 'One company. One that was merged away says into which.',
});

export const changeCompany = endpoint({
  name: 'changeCompany',
  method: 'PATCH',
  path: '/companies/:id',
  input: z.object({ id: Id, name: CompanyName.optional(), ...CompanyValues }),
  output: Done,
  permission: 'record:write',
  summary: 'Changes fields of a company.',
});

export const trashCompany = endpoint({
  name: 'trashCompany',
  method: 'DELETE',
  path: '/companies/:id',
  input: z.object({ id: Id }),
  output: Done,
  permission: 'record:delete',
  summary: 'Moves a company to the trash. Its people, deals and history stay.',
});

export const restoreCompany = endpoint({
  name: 'restoreCompany',
  method: 'POST',
  path: '/companies/:id/restoration',
  input: z.object({ id: Id }),
  output: Done,
  permission: 'record:delete',
  summary: 'Takes a company out of the trash.',
});

export const readCompanySurroundings = endpoint({
  name: 'readCompanySurroundings',
  method: 'GET',
  path: '/companies/:id/surroundings',
  input: z.object({ id: Id }),
  output: Surroundings,
  permission: 'record:read',
  summary: 'People, deals, leads, invoices and subsidiaries of a company: the newest of each, and how many.',
});

/** For the form that makes a company: is it here already? */
export const listSimilarCompanies = endpoint({
  name: 'listSimilarCompanies',
  method: 'GET',
  path: '/companies/similar',
  input: z.object({ name: z.string().trim().max(300).optional(), domain: z.string().trim().max(255).optional() }),
  output: z.object({
    items: z.array(
      z.object({
        id: Id,
        name: z.string(),
        domain: z.string().nullable().optional(),
        city: z.string().nullable().optional(),
        customerStatus: z.enum(CUSTOMER_STATUSES).optional(),
        because: z.enum(['same_domain', 'same_name', 'similar_name']),
      }),
    ),
  }),
  permission: 'record:read',
  summary: 'Companies that may be the same as one about to be made.',
});
