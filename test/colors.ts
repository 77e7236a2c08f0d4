import type { Page } from 'playwright-core';

export type Deficiency = 'deuteranopia' | 'protanopia' | 'tritanopia';

// Run in the browser, as text: the tests' own types know no page.
const SWATCHES = (names: readonly string[]) => `{
  const place = document.createElement('div');
  place.id = 'two-colours';
  place.style.cssText = 'position:fixed;inset:0 auto auto 0;z-index:99999;display:flex';
  place.innerHTML = ${JSON.stringify(names.map((name) => `<i style="width:20px;height:20px;background:var(${name})"></i>`).join(''))};
  document.body.append(place);
}`;
const PAINTED = (png: string) => `(async () => {
  document.getElementById('two-colours').remove();
  const image = new Image();
  image.src = 'data:image/png;base64,${png}';
  await image.decode();
  const paint = document.createElement('canvas').getContext('2d');
  paint.drawImage(image, 0, 0);
  return [10, 30].map((x) => [...paint.getImageData(x, 10, 1, 1).data].slice(0, 3));
})()`;

/** How far two colours of the app's own are apart for a person who sees that way: ΔE of CIELAB (1976), as the browser paints them. */
export async function distanceSeen(page: Page, pair: readonly [string, string], type: Deficiency): Promise<number> {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('Emulation.setEmulatedVisionDeficiency', { type });
  await page.evaluate(SWATCHES(pair));
  const picture = await page.screenshot({ clip: { x: 0, y: 0, width: 40, height: 20 } });
  const seen: number[][] = await page.evaluate(PAINTED(picture.toString('base64')));
  await devtools.detach();
  const [one = [], other = []] = seen;
  const [a, b] = [labOf(one), labOf(other)];
  return Math.hypot(...a.map((value, n) => value - (b[n] ?? 0)));
}

/** sRGB, 0–255, to CIELAB under D65 (IEC 61966-2-1, CIE 15). */
function labOf(rgb: readonly number[]): number[] {
  const [r = 0, g = 0, b = 0] = rgb.map((value) => (value / 255 <= 0.04045 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4));
  const [x = 0, y = 0, z = 0] = [
    (0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.95047,
    0.2126 * r + 0.7152 * g + 0.0722 * b,
    (0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.08883,
  ].map((value) => (value > 216 / 24389 ? Math.cbrt(value) : ((24389 / 27) * value + 16) / 116));
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}
