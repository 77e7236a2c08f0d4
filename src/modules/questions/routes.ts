import { type Route, route } from '#platform/http/route.ts';
import * as answers from './commands/answer.ts';
import { noteLook, setQuestionSettings, setVisibility } from './commands/around.ts';
import { askQuestion } from './commands/ask.ts';
import * as aroundContract from './contract/around.ts';
import * as contract from './contract/questions.ts';
import { answering } from './queries/answering.ts';
import { around } from './queries/around.ts';
import { keptAnswers, listQuestions, readQuestion, similarQuestions } from './queries/questions.ts';
import { replyMailbox, settingsOf } from './queries/settings.ts';

export { pages } from './routes/page.ts';

export const routes: readonly Route[] = [
  route(contract.askQuestion, askQuestion),
  route(contract.listQuestions, listQuestions),
  route(contract.getQuestion, (ctx, { id }) => readQuestion(ctx, id)),
  route(contract.answerQuestion, answers.answerQuestion),
  route(contract.sayMore, answers.sayMore),
  route(contract.takeQuestion, answers.takeQuestion),
  route(contract.withdrawQuestion, answers.withdrawQuestion),
  route(contract.keepAnswer, answers.keepAnswer),
  route(contract.noteHelp, answers.noteHelp),
  route(contract.similarQuestions, similarQuestions),
  route(contract.listKeptAnswers, keptAnswers),
  route(aroundContract.getAnswering, answering),
  route(aroundContract.getQuestionSettings, async (ctx) => ({ ...(await settingsOf(ctx)), replyAddress: await replyMailbox(ctx) })),
  route(aroundContract.setQuestionSettings, setQuestionSettings),
  route(aroundContract.noteLook, noteLook),
  route(aroundContract.setVisibility, setVisibility),
  route(aroundContract.listAround, around),
];
