/** How people say in the first words of an automatic answer that they are away; the marks of a head are read elsewhere. */
const ABSENCE =
  /\b(?:i am|i'm|i’m|i will be|i'll be) (?:currently |presently )?(?:out of (?:the )?office|away from (?:the office|my desk)|on (?:annual |parental |maternity |sick )?leave|on (?:vacation|holiday))|\bout of (?:the )?office (?:until|from|till)|\bich bin (?:derzeit |zurzeit |zur zeit |aktuell |momentan |ab |vom |bis )?[^!?\n]{0,60}(?:nicht im (?:büro|haus|dienst)|im urlaub|abwesend|außer haus|ausser haus|in elternzeit)|\bje suis (?:actuellement |présentement )?(?:absente?|en congés?|en vacances|hors du bureau)|\b(?:diese|dies) (?:ist eine )?automatische (?:antwort|abwesenheit)|\bceci est une réponse automatique|\bthis is an automat(?:ed|ic) (?:reply|response)/i;
const GREETING_AND_FIRST_SENTENCES = 400;
const SHORT = 1500;

/** Whether a short mail begins by saying that its writer is away. What it quotes does not count. */
export function speaksOfAbsence(text: string): boolean {
  const own = text
    .split('\n')
    .filter((line) => !line.startsWith('>'))
    .join('\n')
    .split(
      /^(?:on .{5,120} wrote:|am .{5,120} schrieb .{0,120}:|le .{5,120} a écrit ?:|-{3,} ?(?:original|ursprüngliche|message d'origine).*)$/im,
      1,
    )[0]
    ?.trim();
  return own !== undefined && own.length <= SHORT && ABSENCE.test(own.slice(0, GREETING_AND_FIRST_SENTENCES));
}
