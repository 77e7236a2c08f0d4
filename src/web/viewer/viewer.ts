/**
 * Shows a document to whoever was given its link, and tells how long which page was in sight. It asks nobody but the server it came from, keeps
 * nothing in the browser, and looks at nothing by which a browser could be told from others.
 */
const PARTS = '/p/d/-';
/** Without a sign of a person for so long, nobody is taken to read. */
const IDLE_MS = 180_000;
const FIRST_MS = 3_000;
const EVERY_MS = 10_000;

const place = document.querySelector<HTMLElement>('#document');
const { kind = '', at = '', view = '' } = place?.dataset ?? {};

const told = { n: 0, pages: {} as Record<string, number>, touched: false, downloaded: false };
let acted = Date.now();
let current = 1;

function tell(ends: boolean): void {
  if (!ends && Object.keys(told.pages).length === 0 && !told.downloaded) return;
  told.n += 1;
  const body = JSON.stringify({
    v: view,
    n: told.n,
    p: told.pages,
    t: told.touched,
    d: told.downloaded,
    e: ends,
    b: navigator.webdriver === true,
    w: screen.width,
    l: navigator.languages.length,
  });
  told.pages = {};
  told.downloaded = false;
  navigator.sendBeacon(`${at}/beats`, body);
}

function watch(): void {
  for (const sign of ['pointermove', 'pointerdown', 'keydown', 'scroll', 'touchstart'])
    addEventListener(
      sign,
      (event) => {
        acted = Date.now();
        // A scroll comes by itself as well, where the browser remembers the place.
        if (event.isTrusted && sign !== 'scroll') told.touched = true;
      },
      { passive: true, capture: true },
    );
  setInterval(() => {
    if (document.visibilityState === 'visible' && Date.now() - acted < IDLE_MS) told.pages[current] = (told.pages[current] ?? 0) + 1;
  }, 1_000);
  setTimeout(() => tell(false), FIRST_MS);
  setInterval(() => tell(false), EVERY_MS);
  document.addEventListener('visibilitychange', () => document.visibilityState === 'hidden' && tell(false));
  addEventListener('pagehide', () => tell(true));
  document.querySelector('#download')?.addEventListener('click', () => {
    told.downloaded = true;
    tell(false);
  });
  document.querySelector('#follow')?.addEventListener('click', () => {
    told.pages[current] ??= 1;
    told.touched = true;
  });
}

/** Sheets of the right size at once, drawn as they come near; those in sight tell which page is read. */
async function showPdf(root: HTMLElement): Promise<void> {
  // Served beside this script, not part of it.
  const library = `${PARTS}/pdf.mjs`;
  const pdfjs: typeof import('pdfjs-dist') = await import(library);
  pdfjs.GlobalWorkerOptions.workerSrc = `${PARTS}/pdf.worker.mjs`;
  const pdf = await pdfjs.getDocument({
    url: `${at}/file`,
    cMapUrl: `${PARTS}/cmaps/`,
    cMapPacked: true,
    wasmUrl: `${PARTS}/wasm/`,
    standardFontDataUrl: `${PARTS}/standard_fonts/`,
    // The page's policy lets nothing be compiled.
    useWasm: false,
    isEvalSupported: false,
    enableXfa: false,
  }).promise;
  const first = await pdf.getPage(1);
  const { width, height } = first.getViewport({ scale: 1 });
  const ratios = new Map<Element, number>();
  const near = new IntersectionObserver(
    (entries) => {
      for (const { target, isIntersecting } of entries) {
        if (!isIntersecting) continue;
        near.unobserve(target);
        void draw(pdf, target as HTMLElement);
      }
    },
    { rootMargin: '100% 0px' },
  );
  const sight = new IntersectionObserver(
    (entries) => {
      for (const { target, intersectionRect } of entries) ratios.set(target, intersectionRect.height);
      const [most] = [...ratios].sort(([, one], [, other]) => other - one);
      current = Number((most?.[0] as HTMLElement | undefined)?.dataset.page ?? 1);
    },
    { threshold: [0, 0.1, 0.25, 0.5, 0.75, 1] },
  );
  for (let number = 1; number <= pdf.numPages; number += 1) {
    const sheet = document.createElement('section');
    sheet.className = 'sheet';
    sheet.dataset.page = String(number);
    sheet.setAttribute('aria-label', `Page ${number} of ${pdf.numPages}`);
    sheet.style.aspectRatio = `${width} / ${height}`;
    root.append(sheet);
    near.observe(sheet);
    sight.observe(sheet);
  }
}

type Pdf = Awaited<ReturnType<typeof import('pdfjs-dist')['getDocument']>['promise']>;

async function draw(pdf: Pdf, sheet: HTMLElement): Promise<void> {
  const page = await pdf.getPage(Number(sheet.dataset.page));
  const plain = page.getViewport({ scale: 1 });
  const sharpness = Math.min(2, devicePixelRatio || 1);
  const viewport = page.getViewport({ scale: (sheet.clientWidth / plain.width) * sharpness });
  const canvas = document.createElement('canvas');
  canvas.width = Math.round(viewport.width);
  canvas.height = Math.round(viewport.height);
  canvas.setAttribute('aria-hidden', 'true');
  await page.render({ canvas, viewport }).promise;
  sheet.style.aspectRatio = `${plain.width} / ${plain.height}`;
  // For those who have it read to them.
  const words = document.createElement('p');
  words.className = 'words';
  const { items } = await page.getTextContent();
  words.textContent = items.map((item) => ('str' in item ? item.str : '')).join(' ');
  sheet.replaceChildren(canvas, words);
  sheet.dataset.drawn = 'yes';
}

if (place && view) {
  watch();
  if (kind === 'pdf')
    showPdf(place).catch(() => {
      const sorry = document.createElement('p');
      sorry.className = 'card';
      sorry.textContent = 'This document can’t be shown here. Save the file to read it.';
      place.replaceChildren(sorry);
    });
}

// A module of its own, whose names are nobody else's.
export {};
