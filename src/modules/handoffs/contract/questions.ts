import { z } from 'zod';
import { Done, endpoint, Id, Instant } from '#modules/team/schema.ts';

const Text = z.string().trim().min(3, 'Write a sentence.').max(2000);

export const Question = z.object({
  id: Id,
  question: z.string(),
  askedBy: z.string().nullable(),
  askedAt: Instant,
  dueAt: Instant,
  answer: z.string().nullable(),
  answeredBy: z.string().nullable(),
  answeredAt: Instant.nullable(),
});

export const askMarketing = endpoint({
  name: 'askMarketing',
  method: 'POST',
  path: '/leads/:id/questions',
  input: z.object({ id: Id, question: Text, /** A day from now where absent. */ dueAt: Instant.optional() }),
  output: z.object({ id: Id, taskId: Id }),
  permission: 'lead:work',
  summary: 'Asks Marketing something about a lead: a task for whoever leads its campaign, answered on the lead.',
});

export const answerQuestion = endpoint({
  name: 'answerQuestion',
  method: 'PUT',
  path: '/lead-questions/:id/answer',
  input: z.object({ id: Id, answer: Text }),
  output: Done,
  permission: 'campaign:write',
  summary: 'Answers a question about a lead; whoever asked hears of it, and the task is done.',
});
