import { type Html, html } from '#platform/http/html.ts';
import { isTicked } from '../commands/preferences.ts';
import type { AddressPermissions, Purpose } from '../queries/person.ts';
import { masked } from '../rules/address.ts';
import { PAUSE_DAYS } from '../schema.ts';

const DONE: Readonly<Record<string, string>> = {
  save: 'Saved. It holds from this moment.',
  nothing: 'Noted. You get nothing from us any more.',
  export: 'Passed on. You get an answer within a month.',
  erasure: 'Passed on. You get an answer within a month.',
};

export function preferencesBody(now: AddressPermissions, done: string): Html {
  const told = Object.hasOwn(DONE, done) ? DONE[done] : null;
  return html`${told && html`<p class="done" role="status">${told}</p>`}
<p>For ${masked(now.email)}.${now.wantsNothing && ' At the moment you get nothing from us; tick what you would like again.'}</p>
<form method="post">
<fieldset><legend>Mails about</legend>
${now.purposes.map(({ purpose }) => choice(now, purpose))}
</fieldset>
<fieldset><legend>A pause</legend>
${pause(now)}
</fieldset>
${now.contactId && names(now)}
<p><button name="act" value="save">Save</button></p>
</form>
<h2>Nothing at all</h2>
<p>No mail from us any more, whatever it is about. It holds until you say otherwise here.</p>
<form method="post"><button class="quiet" name="act" value="nothing">Send me nothing at all</button></form>
<h2>What we keep about you</h2>
<p>Your address, what you agreed to and when${now.contactId ? ', and what we noted in our dealings with you' : ''}. You can ask for a copy of it, or that we erase it.</p>
<form method="post">
${ask(now, 'export', 'Ask for a copy')} ${ask(now, 'erasure', 'Ask to be erased')}
</form>`;
}

function choice(now: AddressPermissions, { id, name, description }: Purpose): Html {
  return html`<label class="choice"><input type="checkbox" name="purpose" value="${id}"${isTicked(now, id) && html` checked`}><span><strong>${name}</strong><br>${description}</span></label>
<input type="hidden" name="shown" value="${id}">
`;
}

function pause({ pausedUntil }: AddressPermissions): Html {
  const option = (value: string, label: string, chosen: boolean) =>
    html`<label class="choice"><input type="radio" name="pause" value="${value}"${chosen && html` checked`}><span>${label}</span></label>
`;
  return html`${pausedUntil && option('', `Paused until ${pausedUntil.slice(0, 10)}: leave it so`, true)}${option('0', 'No pause', pausedUntil === null)}${PAUSE_DAYS.map((days) => option(String(days), `${days} days from now`, false))}`;
}

function names({ firstName, lastName }: AddressPermissions): Html {
  return html`<fieldset><legend>Your name</legend>
<label for="firstName">First name</label><input id="firstName" name="firstName" autocomplete="given-name" maxlength="120" value="${firstName}">
<label for="lastName">Last name</label><input id="lastName" name="lastName" autocomplete="family-name" maxlength="120" value="${lastName}">
</fieldset>`;
}

function ask({ asked }: AddressPermissions, kind: 'export' | 'erasure', label: string): Html {
  return asked.includes(kind)
    ? html`<span class="note">You asked for that; the answer is on its way.</span>`
    : html`<button class="quiet" name="act" value="${kind}">${label}</button>`;
}

interface Asking {
  now: AddressPermissions;
  purpose: { name: string; description: string };
  text: string | null;
  shown: string;
  problem: string | undefined;
}

export function confirmationBody({ now, purpose, text, shown, problem }: Asking): Html {
  return html`${problem && html`<p class="problem" role="alert">${problem}</p>`}
<p>${purpose.description}</p>
${text && html`<p class="note">${text}</p>`}
<form method="post">
<input type="hidden" name="shown" value="${shown}">
<label class="choice"><input type="checkbox" name="agree" value="yes" required><span>Yes, send <strong>${purpose.name}</strong> to ${masked(now.email)}.</span></label>
<p><button>Confirm</button></p>
</form>
<p class="note">If you did not ask for this, close the page. Nothing is sent.</p>`;
}
