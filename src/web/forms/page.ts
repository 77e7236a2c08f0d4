import { type Conditional, shownKeys } from '#modules/forms/schema/shown.ts';

/**
 * The script on a form's own page. Fields come and go as they are answered, by the rule that the server asks as well; a frame is told how high it
 * must be; that somebody has seen and begun the form is counted, once, without saying who.
 */
const root = document.documentElement;
const parent = document.body.dataset.parent ?? '';
const robot = navigator.webdriver ? 1 : 0;

function tell(form: HTMLFormElement, what: 'seen' | 'begun'): void {
  const token = (form.elements.namedItem('_token') as HTMLInputElement | null)?.value;
  if (!token) return;
  const to = new URL(form.action);
  const body = JSON.stringify({ t: token, w: what, b: robot, s: screen.width, l: navigator.languages?.length ?? 0 });
  void fetch(`${to.pathname}/notes`, { method: 'POST', body, keepalive: true, credentials: 'omit' }).catch(() => undefined);
}

function begin(form: HTMLFormElement): void {
  const rules = JSON.parse(form.dataset.rules ?? '[]') as Conditional[];
  const answerTo = (key: string): string => {
    const found = form.elements.namedItem(key);
    if (found instanceof HTMLInputElement && found.type === 'checkbox') return found.checked ? 'yes' : '';
    return found instanceof HTMLInputElement || found instanceof HTMLSelectElement || found instanceof HTMLTextAreaElement
      ? found.value
      : '';
  };
  const look = () => {
    const shown = new Set(shownKeys(rules, Object.fromEntries(rules.map(({ key }) => [key, answerTo(key)]))));
    for (const field of form.querySelectorAll<HTMLElement>('[data-field]')) {
      const on = shown.has(field.dataset.field ?? '');
      field.hidden = !on;
      for (const input of field.querySelectorAll<HTMLInputElement>('input,select,textarea')) input.disabled = !on;
    }
    size();
  };
  let begun = false;
  form.addEventListener('input', () => {
    look();
    if (!begun) tell(form, 'begun');
    begun = true;
  });
  form.addEventListener('submit', () => {
    const button = form.querySelector('button');
    // Pressed twice is sent once; a page that comes back by the "back" button is open again.
    setTimeout(() => button?.toggleAttribute('disabled', true));
  });
  addEventListener('pageshow', () => form.querySelector('button')?.removeAttribute('disabled'));
  const visitor = form.elements.namedItem('_visitor');
  if (visitor instanceof HTMLInputElement) visitor.value ||= named();
  look();
  tell(form, 'seen');
}

/** The visitor as our script on these pages calls them; a frame of no origin has no cookies to look at. */
function named(): string {
  try {
    return /(?:^|; )_truce=([0-9a-f]{32})(?:;|$)/.exec(document.cookie)?.[1] ?? '';
  } catch {
    return '';
  }
}

/** Only the page that was told to the server by name hears it. */
function size(): void {
  if (parent && window.parent !== window)
    window.parent.postMessage({ truce: 'height', height: Math.ceil(root.getBoundingClientRect().height) }, parent);
}

for (const form of document.querySelectorAll<HTMLFormElement>('form[data-truce]')) begin(form);
document.querySelector<HTMLElement>('[aria-invalid=true]')?.focus();
const target = document.querySelector<HTMLAnchorElement>('a[data-go]');
if (target) {
  if (parent && window.parent !== window) window.parent.postMessage({ truce: 'go', to: target.href }, parent);
  else location.replace(target.href);
}
new ResizeObserver(size).observe(root);
