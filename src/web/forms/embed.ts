/**
 * Puts a form of ours into somebody's page: `<script async src="…/p/f/embed.js" data-form="…"></script>`. The form stands in a frame where the script
 * stands, as high as it says; nothing else of the page is read but the visitor's cookie of our own script, where there is one.
 */
const script = document.currentScript as HTMLScriptElement;
const id = script.dataset.form ?? '';
const base = new URL(script.src).origin;

if (/^[a-z0-9]{16}$/.test(id)) {
  const frame = document.createElement('iframe');
  const from = new URL(`/p/f/${id}`, base);
  from.searchParams.set('in', location.origin);
  const visitor = /(?:^|; )_truce=([0-9a-f]{32})(?:;|$)/.exec(document.cookie)?.[1];
  if (visitor) from.searchParams.set('v', visitor);
  for (const [name, value] of new URLSearchParams(location.search))
    if (/^(utm_\w+|gclid|msclkid|ref|topic|product|language|truce_seal)$/.test(name)) from.searchParams.set(name, value);
  from.searchParams.set('page', `${location.origin}${location.pathname}`);
  frame.src = from.href;
  frame.title = script.dataset.title ?? 'Form';
  frame.style.cssText = 'display:block;width:100%;border:0;height:24rem';
  script.after(frame);
  addEventListener('message', ({ origin, source, data }: MessageEvent) => {
    if (origin !== base || source !== frame.contentWindow || typeof data !== 'object' || data === null) return;
    if (data.truce === 'height' && data.height > 0 && data.height < 10_000) frame.style.height = `${Math.ceil(data.height)}px`;
    if (data.truce === 'go' && typeof data.to === 'string' && /^https?:\/\//.test(data.to)) location.href = data.to;
  });
}
