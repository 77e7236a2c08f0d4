import { permissionsOf, type Role } from './schema.ts';

/** Whether someone with these permissions may give or take roles: only those that allow nothing beyond their own. */
export function mayGrant(own: ReadonlySet<string>, roles: readonly string[]): boolean {
  return [...permissionsOf(roles)].every((permission) => own.has(permission));
}

export interface AdminFacts {
  id: string;
  roles: readonly string[];
  status: string;
  accessUntil: string | null;
}

/** Whether anybody would be left who can sign in as an administrator and whose access has no end. */
export function keepsAnAdmin(members: readonly AdminFacts[]): boolean {
  const admin: Role = 'admin';
  return members.some((member) => member.status === 'active' && member.roles.includes(admin) && member.accessUntil === null);
}

/** The address of a person known only by a name: never deliverable, and the same for the same name. */
export function placeholderAddress(name: string): string {
  const slug = name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/\p{M}/gu, '')
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-|-$/g, '')
    .slice(0, 60);
  return `placeholder-${slug || 'unknown'}@${PLACEHOLDER_DOMAIN}`;
}

const PLACEHOLDER_DOMAIN = 'import.invalid';

export function isPlaceholderAddress(email: string): boolean {
  return email.toLowerCase().endsWith(`@${PLACEHOLDER_DOMAIN}`);
}
