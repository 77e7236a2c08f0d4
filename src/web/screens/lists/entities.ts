import type { Entity } from '#modules/criteria/schema.ts';
import type { Permission } from '#modules/team/schema.ts';
import { paths } from '../../paths.ts';

export interface ListedEntity {
  /** The page of one record. */
  href: (id: string) => string;
  list: (query?: Record<string, string>) => string;
  /** The field by which a record is somebody's. */
  owner: string;
  /** What is in the first column anyway. */
  named: readonly string[];
  changes: Permission;
}

/** What the one list screen needs to know of each entity. */
export const ENTITY: Readonly<Record<Entity, ListedEntity>> = {
  company: { href: (id) => paths.company(id), list: paths.companies, owner: 'owner', named: ['name'], changes: 'record:write' },
  contact: { href: (id) => paths.contact(id), list: paths.contacts, owner: 'owner', named: ['name'], changes: 'record:write' },
  deal: { href: (id) => paths.deal(id), list: paths.deals, owner: 'owner', named: ['name'], changes: 'record:write' },
  lead: { href: (id) => paths.lead(id), list: paths.leads, owner: 'owner', named: ['name', 'contact'], changes: 'record:write' },
  campaign: { href: (id) => paths.campaign(id), list: paths.campaigns, owner: 'owner', named: ['name'], changes: 'campaign:write' },
};
