import { useMemo } from 'react';
import { encode } from 'uqr';

/** Cells of white around the code, without which cameras do not find it. */
const QUIET_ZONE = 4;
/** About so wide, in pixels: a whole number of them for each cell, or the cells would differ in width. */
const WIDTH = 208;

/** A text as a QR code; dark on light in dark mode too, as cameras expect. Load it lazily: the encoder is of no use elsewhere. */
export function QrPicture({ text, label }: { text: string; label: string }) {
  const { size, path } = useMemo(() => drawn(text), [text]);
  const width = size * Math.max(3, Math.round(WIDTH / size));
  return (
    <svg
      role="img"
      aria-label={label}
      viewBox={`0 0 ${size} ${size}`}
      width={width}
      height={width}
      shapeRendering="crispEdges"
      style={{ display: 'block', maxWidth: '100%', borderRadius: 6 }}
    >
      <rect width={size} height={size} fill="#fff" />
      <path d={path} fill="#000" />
    </svg>
  );
}

function drawn(text: string): { size: number; path: string } {
  const { size, data } = encode(text, { border: QUIET_ZONE, ecc: 'M' });
  const cells = data.flatMap((row, y) => row.flatMap((dark, x) => (dark ? `M${x} ${y}h1v1h-1z` : [])));
  return { size, path: cells.join('') };
}
