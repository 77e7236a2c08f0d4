export interface MinutesOf {
  title: string;
  when: string;
  present: readonly { name: string; remote: boolean }[];
  items: readonly { sentence: string; note: string; actions: readonly string[] }[];
  decisions: readonly string[];
  actions: readonly string[];
  questions: readonly { body: string; answer: string | null }[];
  page: string;
}

/** The minutes as a plain mail. */
export function minutesText(of: MinutesOf): string {
  const lines = [
    of.title,
    of.when,
    '',
    `There: ${of.present.map(({ name, remote }) => (remote ? `${name} (remote)` : name)).join(', ')}`,
    '',
  ];
  for (const { sentence, note, actions } of of.items) {
    lines.push(`* ${sentence}`);
    if (note) lines.push(...note.split('\n').map((line) => `  ${line}`));
    lines.push(...actions.map((action) => `  → ${action}`));
  }
  if (of.actions.length > 0) lines.push('', 'Also to do', ...of.actions.map((action) => `→ ${action}`));
  if (of.decisions.length > 0) lines.push('', 'Decisions', ...of.decisions.map((one) => `* ${one}`));
  const [answered, open] = [of.questions.filter(({ answer }) => answer !== null), of.questions.filter(({ answer }) => answer === null)];
  if (answered.length > 0) lines.push('', 'Questions', ...answered.map(({ body, answer }) => `* ${body}\n  ${answer}`));
  if (open.length > 0) lines.push('', 'Goes on to the next meeting', ...open.map(({ body }) => `* ${body}`));
  lines.push('', of.page);
  return lines.join('\n');
}
