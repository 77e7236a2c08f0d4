const MAIL = /[^\s@<>(),;]+@[^\s@<>(),;]+\.[^\s@<>(),;]+/gu;
const PHONE = /\+?\d[\d\s()/.-]{6,}\d/gu;
const HIDDEN = '…';
/** Shorter parts of a name are words of the language too often. */
const SHORTEST = 3;

/** A text without whoever it is of or by: names given, mail addresses and phone numbers are left out. */
export function blind(text: string | null, names: readonly (string | null)[]): string | null {
  if (text === null) return null;
  const parts = names.flatMap((name) => (name ?? '').split(/[\s,]+/u)).filter((part) => part.length >= SHORTEST);
  const masked = text.replace(MAIL, HIDDEN).replace(PHONE, HIDDEN);
  return [...new Set(parts)].reduce((now, part) => now.replace(new RegExp(`(?<!\\p{L})${escaped(part)}(?!\\p{L})`, 'giu'), HIDDEN), masked);
}

function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
}
