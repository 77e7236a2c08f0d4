/** Stands above what is quoted in every mail that can be answered. */
export const ABOVE = '— Write your answer above this line —';

/** What mail programs put above the mail they quote. */
const QUOTES: readonly RegExp[] = [
  /^[> ]*— ?Write your answer above this line ?—/m,
  /^(?:On|Am|Le|El|Il|Op|Den)\b[^\n]{5,200}(?:\n[^\n]{0,200})?(?:wrote|schrieb|a écrit|escribió|ha scritto|schreef|skrev)[^\n]{0,200}:[ \t]*$/im,
  /^[-_ ]{3,}\s*(?:Original Message|Ursprüngliche Nachricht|Message d'origine|Mensaje original|Forwarded message)[^\n]*$/im,
  /^_{10,}\s*$/m,
  /^\*?(?:From|Von|De|Da|Van)\s*:\*?[^\n]+\n\*?(?:Sent|Gesendet|Envoyé|Enviado|Inviato|Verzonden|Date|Datum|To|An|À)\s*:/im,
];
/** RFC 3676 4.3. */
const SIGNATURE = /^-- ?$/m;

/** The writer's own words of an answer by mail: what is quoted below and beside them, and their signature, are left out. */
export function ownWords(text: string, most: number): string {
  let words = text.slice(0, 50_000).replace(/\r\n?/g, '\n');
  for (const quote of QUOTES) {
    const at = words.search(quote);
    if (at >= 0) words = words.slice(0, at);
  }
  const signature = words.search(SIGNATURE);
  if (signature > 0) words = words.slice(0, signature);
  return words
    .split('\n')
    .filter((line) => !/^\s*>/.test(line))
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim()
    .slice(0, most);
}
