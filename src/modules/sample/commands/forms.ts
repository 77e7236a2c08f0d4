import { sql } from 'kysely';
import { createForm, createPage, publishForm, publishPage, saveForm, savePage } from '#modules/forms/commands/publications.ts';
import type { FormContent } from '#modules/forms/schema/form.ts';
import type { Ctx } from '#platform/context.ts';
import { idsOf, type Random, randomOf } from '../rules/random.ts';
import { type Book, DAY, iso, type Row } from '../rules/world.ts';
import { ago, as, done, leadOf, type Person } from './people.ts';
import { insertRows } from './write.ts';

interface Made {
  id: string;
  versionId: string;
}

interface Told {
  book: Book;
  seed: string;
  people: readonly Person[];
}

interface Counter {
  random: Random;
  id: (at: number) => string;
  now: number;
  people: ReadonlyMap<unknown, Row>;
}

/** Through these the people of the last months came who filled in a form: their answers, one that nobody believes, and a page with the guide. */
export async function writeForms(ctx: Ctx, { book, seed, people }: Told): Promise<void> {
  const marketer = leadOf(people, 'marketing');
  const contact = await makeForm(ctx, marketer, { name: 'Talk to us', starter: 'contact', title: 'How can we help with your plan?' });
  const guide = await makeForm(ctx, marketer, { name: 'Planning guide', starter: 'download', title: 'The ops planning guide' });
  await makePage(ctx, marketer, guide.id);
  const counter = {
    random: randomOf(`${seed} forms`),
    id: idsOf(randomOf(`${ctx.scope.workspaceId} ${seed} forms`)),
    now: Date.parse(ctx.now),
    people: new Map(book.contact.map((row) => [row.id, row])),
  };
  const raised = new Set(book.lead.filter((row) => row.hand_raised).map((row) => row.id));
  const came = book.conversion.filter(
    (row) => row.channel === 'web_form' && Date.parse(String(row.occurred_at)) > counter.now - SHOWN_DAYS * DAY,
  );
  const [asks, reads] = [came.filter((row) => raised.has(row.lead_id)), came.filter((row) => !raised.has(row.lead_id))];
  const answers = [
    ...asks.map((row) => answerOf(counter, { form: contact, row, answersOf: contactAnswers })),
    ...reads.map((row) => answerOf(counter, { form: guide, row, answersOf: guideAnswers })),
  ];
  await insertRows(ctx, 'form_answer', [...answers, suspected(counter, contact)]);
  await insertRows(ctx, 'publication_tally', [...tally(counter, contact, asks), ...tally(counter, guide, reads)]);
}

const SHOWN_DAYS = 80;

async function makeForm(ctx: Ctx, by: Person, { name, starter, title }: { name: string; starter: string; title: string }): Promise<Made> {
  const before = as(ctx, by, ago(ctx, 200));
  const { id } = done(await createForm(before, { name, starter }));
  done(await publishForm(before, { id, revision: 1 }));
  const { rows } = await sql<{ content: FormContent }>`select content from publication_version
    where workspace_id = ${ctx.scope.workspaceId} and publication_id = ${id}`.execute(ctx.tx);
  const [first] = rows;
  if (!first) throw new Error('a form that was published has a version');
  const later = as(ctx, by, ago(ctx, SHOWN_DAYS + 1));
  done(await saveForm(later, { id, content: { ...first.content, title }, revision: 0 }));
  done(await publishForm(later, { id, revision: 1 }));
  const version = await ctx.tx
    .selectFrom('publication_version')
    .select('id')
    .where('workspace_id', '=', ctx.scope.workspaceId)
    .where('publication_id', '=', id)
    .where('number', '=', 2)
    .executeTakeFirstOrThrow();
  return { id, versionId: version.id };
}

async function makePage(ctx: Ctx, by: Person, formId: string): Promise<void> {
  const making = as(ctx, by, ago(ctx, 90));
  const { id } = done(await createPage(making, { name: 'The ops planning guide' }));
  const words = 'Thirty-two pages on planning 10 to 60 machines: set-up times, shifts, and what a late order costs.';
  done(
    await savePage(making, {
      id,
      revision: 1,
      content: {
        title: 'The ops planning guide',
        description: 'How to plan 10 to 60 machines.',
        slug: 'planning-guide',
        noindex: false,
        accent: '#1f5fbf',
        websiteId: null,
        blocks: [
          { id: 'title', type: 'heading', text: 'Plan the week in an hour', level: 1, align: 'left' },
          { id: 'text', type: 'text', doc: { type: 'doc', content: [{ type: 'paragraph', content: [{ type: 'text', text: words }] }] } },
          { id: 'form', type: 'form', formId },
        ],
        thanks: [],
      },
    }),
  );
  done(await publishPage(making, { id, revision: 2 }));
}

const ANSWER: Row = { page_id: null, visitor: null, identified: false, agent: 'Mozilla/5.0', rescued_by: null, rescued_at: null };

interface Came {
  form: Made;
  row: Row;
  answersOf: (person: Row, row: Row) => Record<string, string>;
}

function answerOf({ id, people }: Counter, { form, row, answersOf }: Came): Row {
  const person = people.get(row.contact_id) ?? {};
  const at = Date.parse(String(row.occurred_at));
  const token = id(at);
  return {
    ...ANSWER,
    ...{ id: id(at), form_id: form.id, version_id: form.versionId, token, state: 'taken', suspicions: [], received_at: row.occurred_at },
    ...{ answers: answersOf(person, row), origin: {}, place_hash: token.slice(0, 8), content_hash: token },
    ...{ contact_id: row.contact_id, lead_id: row.lead_id, conversion_id: row.id },
  };
}

const named = (person: Row) => ({
  first_name: String(person.first_name),
  last_name: String(person.last_name),
  email: String(person.email),
});
const contactAnswers = (person: Row, row: Row) => ({ ...named(person), about: 'A question about a product', message: String(row.content) });
const guideAnswers = (person: Row) => ({ ...named(person), job_title: String(person.job_title) });

function suspected({ id, now }: Counter, form: Made): Row {
  const at = now - 1.4 * DAY;
  const answers = {
    ...{ first_name: 'SEO', last_name: 'Team', email: 'rank@best-ranking.example', about: 'Something else' },
    message: 'Dear owner, see http://best-ranking.example and http://best-ranking.example/offer for first place!!!',
  };
  const token = id(at);
  return {
    ...ANSWER,
    ...{
      id: id(at),
      form_id: form.id,
      version_id: form.versionId,
      token,
      state: 'aside',
      suspicions: ['links', 'too_fast'],
      received_at: iso(at),
    },
    ...{ answers, origin: {}, place_hash: token.slice(0, 8), content_hash: token, contact_id: null, lead_id: null, conversion_id: null },
  };
}

/** Who saw a form and began it, on the days on which it was there: about one in nine sends it. */
function tally({ random, id, now }: Counter, form: Made, came: readonly Row[]): Row[] {
  return Array.from({ length: SHOWN_DAYS }, (_, place) => {
    const at = now - place * DAY;
    const day = iso(at).slice(0, 10);
    const sent = came.filter((row) => String(row.occurred_at).startsWith(day)).length;
    const begun = sent + random.whole(0, 2 + sent);
    return {
      id: id(at),
      publication_id: form.id,
      day,
      seen: begun * random.whole(3, 6) + random.whole(1, 5),
      begun,
      machines: random.whole(0, 4),
    };
  });
}
