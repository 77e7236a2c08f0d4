import { createHash } from 'node:crypto';
import { html } from '#platform/http/html.ts';
import { type PageAnswer, type PageRoute, page, pageNotThere, type Visit } from '#platform/http/page.ts';
import { type Proof, say } from '../commands/ledger.ts';
import { askFor, wish } from '../commands/preferences.ts';
import { object, withdraw } from '../commands/words.ts';
import { type AddressPermissions, permissionsOf } from '../queries/person.ts';
import { masked } from '../rules/address.ts';
import {
  isReader,
  isTooLate,
  openConfirmation,
  openOneClick,
  openPreferences,
  openShown,
  preferencesLink,
  type Recipient,
  shownSeal,
} from '../rules/links.ts';
import { PAUSE_DAYS } from '../schema.ts';
import { confirmationBody, preferencesBody } from './markup.ts';

const within = (visit: Visit, workspaceId: string) => visit.runtime.services.systemScope(workspaceId);

/** What is known of whoever pressed the button: enough to show it later, nothing that follows them. */
function proofOf({ request }: Visit, { messageId, workspaceId }: Pick<Recipient, 'messageId' | 'workspaceId'>): Proof {
  const userAgent = request.headers['user-agent']?.slice(0, 300);
  return {
    ipHash: createHash('sha256').update(`${workspaceId}:${request.ip}`).digest('hex'),
    ...(userAgent ? { userAgent } : {}),
    ...(messageId ? { messageId } : {}),
  };
}

const isField = (visit: Visit, name: string, value: string) => visit.form[name] === value;
const textIn = (visit: Visit, name: string): string => [visit.form[name] ?? ''].flat()[0]?.trim().slice(0, 200) ?? '';
const listIn = (visit: Visit, name: string): Set<string> => new Set([visit.form[name] ?? []].flat());

async function read(visit: Visit, to: Recipient): Promise<AddressPermissions | null> {
  return visit.runtime.read(within(visit, to.workspaceId), (ctx) => permissionsOf(ctx, to.hash));
}

// ---------------------------------------------------------------- preferences

async function showPreferences(visit: Visit): Promise<PageAnswer> {
  const to = openPreferences(visit.runtime.services.seals, visit.params.seal ?? '');
  const now = to && (await read(visit, to));
  if (!now) return pageNotThere();
  return {
    page: page({ title: 'What would you like to get from us?', from: now.from, body: preferencesBody(now, visit.query.done ?? '') }),
  };
}

async function changePreferences(visit: Visit): Promise<PageAnswer> {
  const to = openPreferences(visit.runtime.services.seals, visit.params.seal ?? '');
  if (!to || !(await read(visit, to))) return pageNotThere();
  const back = preferencesLink(visit.runtime.services.seals, to);
  const act = textIn(visit, 'act');
  const proof = proofOf(visit, to);
  const scope = within(visit, to.workspaceId);
  if (act === 'save') await visit.runtime.transaction(scope, (ctx) => wish(ctx, to.hash, { ...wishesIn(visit), proof }));
  else if (act === 'nothing')
    await visit.runtime.transaction(scope, (ctx) =>
      object(ctx, { address: { hash: to.hash }, by: 'person', through: 'preference_page', proof }),
    );
  else if (act === 'export' || act === 'erasure') await visit.runtime.transaction(scope, (ctx) => askFor(ctx, to.hash, act));
  else return { goOn: back };
  return { goOn: `${back}?done=${act}` };
}

function wishesIn(visit: Visit) {
  const days = Number(textIn(visit, 'pause'));
  return {
    wanted: listIn(visit, 'purpose'),
    shown: listIn(visit, 'shown'),
    pauseDays: textIn(visit, 'pause') === '0' ? 0 : PAUSE_DAYS.find((one) => one === days),
    firstName: oneLine(textIn(visit, 'firstName')),
    lastName: oneLine(textIn(visit, 'lastName')),
  };
}

const oneLine = (text: string): string =>
  text
    .slice(0, 120)
    .replace(/[\p{Cc}\u2028\u2029]/gu, ' ')
    .trim();

// ---------------------------------------------------------------- one click (RFC 8058)

async function showOneClick(visit: Visit): Promise<PageAnswer> {
  const to = openOneClick(visit.runtime.services.seals, visit.params.seal ?? '');
  const now = to && (await read(visit, to));
  const purpose = now?.purposes.find((one) => one.purpose.id === to?.purposeId)?.purpose;
  if (!to || !now) return pageNotThere();
  const body = html`<p>${purpose ? html`<strong>${purpose.name}</strong>: ${purpose.description}` : 'This kind of mail'} to ${masked(now.email)}.</p>
<form method="post"><input type="hidden" name="act" value="off"><button>Stop these mails</button></form>
<p class="note">Or <a href="${preferencesLink(visit.runtime.services.seals, to)}">choose what you get</a>.</p>`;
  return { page: page({ title: 'No more of these mails?', from: now.from, body }) };
}

/** Acts for a mail service that posts in the person's name, without a cookie and without a further page. Anything else gets the page again. */
async function oneClick(visit: Visit): Promise<PageAnswer> {
  const to = openOneClick(visit.runtime.services.seals, visit.params.seal ?? '');
  if (!to) return pageNotThere();
  if (!isField(visit, 'List-Unsubscribe', 'One-Click') && !isField(visit, 'act', 'off')) return showOneClick(visit);
  const now = await read(visit, to);
  await visit.runtime.transaction(within(visit, to.workspaceId), (ctx) =>
    withdraw(ctx, { address: { hash: to.hash }, purposeId: to.purposeId, by: 'person', through: 'one_click', proof: proofOf(visit, to) }),
  );
  const body = html`<p>Noted. You get no more of these mails.</p>
<p class="note"><a href="${preferencesLink(visit.runtime.services.seals, to)}">Choose what else you get</a>.</p>`;
  return { page: page({ title: 'Done', from: now?.from ?? 'Truce', body }) };
}

// ---------------------------------------------------------------- double opt-in

interface Question {
  asked: NonNullable<ReturnType<typeof openConfirmation>>;
  now: AddressPermissions;
  purpose: { id: string; name: string; description: string };
  text: string | null;
}

async function questionOf(visit: Visit): Promise<Question | null> {
  const { seals } = visit.runtime.services;
  const asked = openConfirmation(seals, visit.params.seal ?? '');
  if (!asked || isTooLate(asked.askedAt, visit.runtime.now())) return null;
  return visit.runtime.read(within(visit, asked.workspaceId), async (ctx) => {
    const now = await permissionsOf(ctx, asked.hash);
    const purpose = now?.purposes.find((one) => one.purpose.id === asked.purposeId)?.purpose;
    if (!now || !purpose) return null;
    const row =
      asked.textId &&
      (await ctx.tx
        .selectFrom('consent_text')
        .select('body')
        .where('workspace_id', '=', asked.workspaceId)
        .where('id', '=', asked.textId)
        .executeTakeFirst());
    return { asked, now, purpose, text: row ? row.body : null };
  });
}

async function showConfirmation(visit: Visit, problem?: string): Promise<PageAnswer> {
  const question = await questionOf(visit);
  if (!question) return pageNotThere();
  const { now, purpose, text } = question;
  const shown = shownSeal(visit.runtime.services.seals, visit.params.seal ?? '', visit.runtime.now());
  return {
    page: page({ title: `Confirm: ${purpose.name}`, from: now.from, body: confirmationBody({ now, purpose, text, shown, problem }) }),
  };
}

/** A program that opens every link of a mail, and presses the buttons it finds, must not agree to anything for its owner. */
async function confirm(visit: Visit): Promise<PageAnswer> {
  const question = await questionOf(visit);
  if (!question) return pageNotThere();
  const { asked, now, purpose } = question;
  const instant = visit.runtime.now();
  const shownAt = openShown(visit.runtime.services.seals, visit.params.seal ?? '', textIn(visit, 'shown'));
  if (!isReader({ ticked: isField(visit, 'agree', 'yes'), shownAt, now: instant }))
    return showConfirmation(visit, 'Tick the box and press the button once more, so that we know it is you.');
  await visit.runtime.transaction(within(visit, asked.workspaceId), (ctx) =>
    say(ctx, [
      {
        address: { hash: asked.hash },
        purposeId: asked.purposeId,
        word: 'confirmed',
        by: 'person',
        through: 'double_opt_in',
        basis: 'consent',
        ...(asked.textId ? { textId: asked.textId } : {}),
        proof: proofOf(visit, { workspaceId: asked.workspaceId, messageId: undefined }),
      },
    ]),
  );
  const link = preferencesLink(visit.runtime.services.seals, {
    workspaceId: asked.workspaceId,
    hash: asked.hash,
    purposeId: asked.purposeId,
  });
  const body = html`<p>Thank you. You get <strong>${purpose.name}</strong> at ${masked(now.email)} from now on.</p>
<p class="note">You can <a href="${link}">change that</a> at any time; the link stands in every mail.</p>`;
  return { page: page({ title: 'Confirmed', from: now.from, body }) };
}

export const pages: readonly PageRoute[] = [
  { method: 'GET', path: '/mail/:seal', handle: showPreferences },
  { method: 'POST', path: '/mail/:seal', handle: changePreferences },
  { method: 'GET', path: '/mail/off/:seal', handle: showOneClick },
  { method: 'POST', path: '/mail/off/:seal', unlimited: true, handle: oneClick },
  { method: 'GET', path: '/mail/confirm/:seal', handle: (visit) => showConfirmation(visit) },
  { method: 'POST', path: '/mail/confirm/:seal', handle: confirm },
];
