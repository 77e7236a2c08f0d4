import { randomBytes } from 'node:crypto';
import { sql } from 'kysely';
import { addressOf, foreign } from '#modules/visits/queries/address.ts';
import { contactSealed } from '#modules/visits/queries/seal.ts';
import type { ReadCtx } from '#platform/context.ts';
import type { Runtime } from '#platform/runtime.ts';
import type { Origin } from '../commands/take.ts';
import { knownOf, personNow } from '../queries/known.ts';
import { type Kind, type Live, liveOf } from '../queries/publications.ts';
import { companyName, hostsOf } from '../queries/surroundings.ts';
import { ancestorsOf, parentOrigin } from '../rules/hosts.ts';
import { allowedTarget } from '../rules/targets.ts';
import { PURPOSE, wordsOfToken } from '../rules/token.ts';
import { type FormContent, type FormField, isFixed } from '../schema/form.ts';
import { fieldsFor } from '../schema/shown.ts';

const PUBLIC_ID = /^[a-z0-9]{16}$/;

/** Whose it is; null where there is nothing of that name, or not any more. */
export async function placeOf(runtime: Runtime, publicId: string): Promise<{ workspaceId: string; id: string; kind: Kind } | null> {
  if (!PUBLIC_ID.test(publicId)) return null;
  const { rows } = await runtime.database.unbound((tx) =>
    sql<{ workspace_id: string; id: string; kind: Kind }>`select * from publication_by(${publicId})`.execute(tx),
  );
  const [row] = rows;
  return row ? { workspaceId: row.workspace_id, id: row.id, kind: row.kind } : null;
}

export interface OpenForm {
  workspaceId: string;
  form: Live<FormContent>;
  from: string;
  /** Hosts whose pages may show it. */
  hosts: string[];
}

export async function openForm(ctx: ReadCtx, id: string): Promise<OpenForm | null> {
  const form = await liveOf<FormContent>(ctx, { id, kind: 'form' });
  if (!form) return null;
  return { workspaceId: ctx.scope.workspaceId, form, from: await companyName(ctx), hosts: await hostsOf(ctx, form.content.websiteIds) };
}

export type Query = Readonly<Record<string, string | undefined>>;

/** A name that is given twice comes as a list; the first one counts. */
export const queryOf = (query: unknown): Query =>
  Object.fromEntries(Object.entries(query as object).map(([name, value]) => [name, String([value].flat()[0])]));

/** Whom a sealed link in the address names, if they are still there. */
export async function linkedPerson(runtime: Runtime, ctx: ReadCtx, seal: string | undefined): Promise<string | null> {
  const named = seal && contactSealed(runtime.services.seals, seal, { workspaceId: ctx.scope.workspaceId, now: ctx.now });
  return named ? ((await personNow(ctx, named))?.id ?? null) : null;
}

/** The fields for this visitor. What is known of somebody only makes fields go away; no value of it comes near the page. */
export async function askedOf(ctx: ReadCtx, form: Live<FormContent>, contactId: string | null): Promise<FormField[]> {
  const { fields } = form.content;
  const known = contactId ? await knownOf(ctx, { contactId, formId: form.id, fields }) : null;
  return fieldsFor(
    fields.map((field) => ({ ...field, fixed: isFixed(field) })),
    known,
  ).map(({ fixed: _fixed, ...field }) => field);
}

export interface Asking {
  workspaceId: string;
  form: Live<FormContent>;
  asked: readonly FormField[];
  contactId: string | null;
  pageId: string | null;
}

/** A fresh token. The time is the wall clock's, also where a test sets another one for the record. */
export function newToken(runtime: Runtime, { workspaceId, form, asked, contactId, pageId }: Asking): string {
  const token = {
    workspaceId,
    versionId: form.versionId,
    madeAt: Date.parse(runtime.now()),
    nonce: randomBytes(12).toString('base64url'),
    shown: asked.map(({ key }) => key),
    contactId,
    pageId,
  };
  return runtime.services.seals.seal(PURPOSE, wordsOfToken(token));
}

/** Values of hidden fields, out of the page's address. */
export function hiddenValues(fields: readonly FormField[], query: Query): Record<string, string> {
  return Object.fromEntries(
    fields.flatMap(({ key, parameter }) => {
      const value = parameter && query[parameter];
      return value ? [[key, value.slice(0, 200)]] : [];
    }),
  );
}

/** Where the form stood and what brought its visitor. All of it is somebody's word, kept as text. */
export function originOf(query: Query, referrer: string | undefined): Origin {
  const page = addressOf(query.page ?? '');
  const marks = new URLSearchParams(
    Object.entries(query).flatMap(([name, value]) => (value && name.startsWith('utm_') ? [[name, value] as [string, string]] : [])),
  );
  const utm = addressOf(`https://host/?${marks}`)?.utm;
  const from = foreign(referrer, []);
  return {
    ...(page ? { page: `${page.host}${page.path}` } : {}),
    ...(from ? { referrer: from } : {}),
    ...(utm ? { utm: utm as Readonly<Record<string, string>> } : {}),
  };
}

/** What goes on with the address of a form: the frame it is in, the visitor, the link that was followed, where it came from. */
export const CARRIED = /^(in|v|page|truce_seal|utm_\w+|gclid|msclkid|ref|topic|product|language)$/;

export function addressWith(path: string, query: Query, more: Query = {}): string {
  const kept = Object.entries({ ...query, ...more }).flatMap(([name, value]) =>
    value && CARRIED.test(name) ? [[name, value.slice(0, 1_000)] as [string, string]] : [],
  );
  return kept.length === 0 ? path : `${path}?${new URLSearchParams(kept)}`;
}

export interface Policy {
  nonce: string;
  hosts: readonly string[];
  /** Where whoever has sent a form of the page is taken to. */
  targets: readonly string[];
}

/** Nothing but our own style and script; framed by nobody but the websites that were named. */
export function policyOf({ nonce, hosts, targets }: Policy): string {
  const actions = ["'self'", ...new Set(targets.map((target) => new URL(target).origin))].join(' ');
  return `default-src 'none'; style-src 'self' 'nonce-${nonce}'; script-src 'self'; img-src 'self' data:; connect-src 'self'; form-action ${actions}; base-uri 'none'; frame-ancestors ${ancestorsOf(hosts)}`;
}

export const newNonce = () => randomBytes(16).toString('base64');

export const targetOf = ({ form, hosts }: Pick<OpenForm, 'form'> & { hosts: readonly string[] }): string | null =>
  form.content.after.kind === 'redirect' ? allowedTarget(form.content.after.redirect, hosts) : null;

/** The page around the frame, where it is one of the form's websites. */
export const parentOf = ({ hosts }: OpenForm, query: Query): string | null => parentOrigin(query.in, hosts);
