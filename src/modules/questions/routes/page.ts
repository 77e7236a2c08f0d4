import { readingAs } from '#modules/team/queries.ts';
import { html } from '#platform/http/html.ts';
import { type PageAnswer, type PageRoute, page, pageNotThere, type Visit } from '#platform/http/page.ts';
import { isRefusal } from '#platform/shared/refusal.ts';
import { takeWords } from '../commands/answer.ts';
import { addressOf } from '../commands/mail.ts';
import type { Question } from '../contract/questions.ts';
import { readQuestion } from '../queries/questions.ts';
import { type Answerer, answerPath, openAnswer } from '../rules/links.ts';
import { LONGEST_ANSWER } from '../schema.ts';

interface Asked {
  from: string;
  question: Question;
}

const scopeOf = (visit: Visit, { workspaceId }: Answerer) => visit.runtime.services.systemScope(workspaceId);

/** The question behind a link, as its person may read it now; null where the link, the person or their right is gone. */
async function asked(visit: Visit, of: Answerer): Promise<Asked | null> {
  return visit.runtime.read(scopeOf(visit, of), async (ctx) => {
    const address = await addressOf(ctx, of.token);
    if (address?.memberId !== of.memberId || address.questionId !== of.questionId) return null;
    const theirs = await readingAs(ctx, of.memberId);
    const question = theirs && (await readQuestion(theirs, of.questionId));
    if (!question || isRefusal(question) || question.words === null) return null;
    const { name } = await ctx.tx.selectFrom('workspace').select('name').where('id', '=', of.workspaceId).executeTakeFirstOrThrow();
    return { from: name, question };
  });
}

async function show(visit: Visit, problem?: string): Promise<PageAnswer> {
  const of = openAnswer(visit.runtime.services.seals, visit.params.seal ?? '');
  const found = of && (await asked(visit, of));
  if (!found) return pageNotThere();
  const { question, from } = found;
  const may = question.may.answer || question.may.say;
  const body = html`${visit.query.done === 'yes' && html`<p class="done">Thank you. Whoever asked hears of it now.</p>`}
${problem && html`<p class="problem">${problem}</p>`}
<p class="note">${question.askedBy?.name ?? 'Somebody'} asks${question.about?.name ? `, about ${question.about.name}` : ''}:</p>
<p>${lines(question.words ?? '')}</p>
${question.answer !== null && html`<h2>The answer</h2><p>${lines(question.answer)}</p><p class="note">${question.answeredBy?.name ?? ''}</p>`}
${question.state === 'withdrawn' && html`<p class="note">This question was taken back.</p>`}
${may && html`<form method="post"><label for="words">${question.may.answer ? 'Your answer' : 'Say more'}</label><textarea id="words" name="words" rows="6" required maxlength="${LONGEST_ANSWER}"></textarea><p></p><button>Send</button></form>`}`;
  return { page: page({ title: question.state === 'open' ? 'A question for you' : 'A question', from, body }) };
}

const lines = (text: string) => text.split('\n').map((line, n) => (n === 0 ? html`${line}` : html`<br>${line}`));

/** Takes what was typed as the words of the person whose link it is. */
async function take(visit: Visit): Promise<PageAnswer> {
  const { seals } = visit.runtime.services;
  const of = openAnswer(seals, visit.params.seal ?? '');
  if (!of || !(await asked(visit, of))) return pageNotThere();
  const body = ([visit.form.words ?? ''].flat()[0] ?? '').replaceAll('\0', '').replace(/\r\n?/g, '\n').trim().slice(0, LONGEST_ANSWER);
  if (body === '') return show(visit, 'Write a few words first.');
  const taken = await visit.runtime.transaction(scopeOf(visit, of), (ctx) =>
    takeWords(ctx, { questionId: of.questionId, memberId: of.memberId, body, through: 'link' }),
  );
  if (isRefusal(taken)) return show(visit, taken.message);
  return { goOn: `${answerPath((purpose, words) => seals.seal(purpose, words), of)}?done=yes` };
}

export const pages: readonly PageRoute[] = [
  { method: 'GET', path: '/answer/:seal', handle: (visit) => show(visit) },
  { method: 'POST', path: '/answer/:seal', handle: take },
];
