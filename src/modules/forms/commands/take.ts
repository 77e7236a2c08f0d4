import { record } from '#modules/activities/commands/record.ts';
import { upsertMembers } from '#modules/campaigns/commands/members.ts';
import { upsertCompanies } from '#modules/companies/commands/upsert.ts';
import { giveConsent } from '#modules/consents/commands/words.ts';
import { type UpsertContact, upsertContacts } from '#modules/contacts/commands/upsert.ts';
import { parseCustom } from '#modules/criteria/queries/custom.ts';
import { takeIn } from '#modules/leads/commands/intake.ts';
import { campaignsNamed } from '#modules/visits/commands/folded.ts';
import { identify } from '#modules/visits/commands/identify.ts';
import type { Ctx } from '#platform/context.ts';
import { isRefusal } from '#platform/shared/refusal.ts';
import { formAnswered } from '../events.ts';
import { heldBy, holderOf, personNow } from '../queries/known.ts';
import type { Live } from '../queries/publications.ts';
import { wordsOf } from '../rules/answers.ts';
import { factsIn, ownKey, toldBy } from '../rules/person.ts';
import type { FormContent } from '../schema/form.ts';
import { replyTo, tellPeople } from './tell.ts';

/** An answer that is kept, and that may act now. */
export interface Kept {
  id: string;
  answers: Readonly<Record<string, string>>;
  origin: Origin;
  /** Whom a sealed link named. */
  contactId: string | null;
  visitor: string | null;
  placeHash: string;
  agent: string | null;
  receivedAt: string;
}

export interface Origin {
  page?: string;
  referrer?: string;
  utm?: Readonly<Record<string, string>>;
}

export interface TakenIn {
  contactId: string | null;
  leadId: string | null;
  conversionId: string | null;
  identified: boolean;
}

/**
 * What follows from an answer: the person is found or made, what they say differently waits for somebody, consents go into their ledger, a lead opens,
 * colleagues hear of it. What is on record about somebody already is never overwritten from here, but for what the form leaves to whom a sealed link names.
 */
export async function takeAnswer(ctx: Ctx, form: Live<FormContent>, kept: Kept): Promise<TakenIn> {
  const { content } = form;
  const facts = factsIn(content.fields, kept.answers);
  const email = facts['contact.email']?.toLowerCase();
  const person = await personOf(ctx, { facts, email, named: kept.contactId });
  const contactId = person ? await write(ctx, { form, kept, facts, email, person }) : await begin(ctx, { content, facts, email });
  const campaignId = content.campaignId ?? (await campaignOf(ctx, kept.origin));
  const lead =
    contactId || content.conversion
      ? await convert(ctx, { form, kept, contactId, campaignId, cameBack: cameBackWords(person?.trashedAt ?? null) })
      : null;
  if (contactId) {
    await agree(ctx, { form, kept, contactId, email });
    if (campaignId)
      await upsertMembers(
        ctx,
        [{ campaignId, contactId, leadId: lead?.leadId ?? null, status: 'responded', respondedAt: kept.receivedAt, note: content.title }],
        { importId: null },
      );
    if (kept.visitor) await identify(ctx, { visitor: `i:${kept.visitor}`, contactId, how: 'form' });
    await replyTo(ctx, { form, contactId });
  }
  const taken = {
    contactId,
    leadId: lead?.leadId ?? null,
    conversionId: lead?.conversionId ?? null,
    identified: person?.identified ?? false,
  };
  await ctx.tx
    .updateTable('form_answer')
    .set({
      contact_id: taken.contactId,
      lead_id: taken.leadId,
      conversion_id: taken.conversionId,
      identified: taken.identified,
      state: 'taken',
    })
    .where('workspace_id', '=', ctx.scope.workspaceId)
    .where('id', '=', kept.id)
    .execute();
  await tellPeople(ctx, { form, answerId: kept.id, contactId });
  await ctx.announce(formAnswered, { formId: form.id, answerId: kept.id, contactId, leadId: taken.leadId, at: kept.receivedAt });
  ctx.changed('form_answer', kept.id);
  return taken;
}

interface Person {
  id: string;
  email: string | null;
  /** A sealed link named them, and they did not say that they are somebody else. */
  identified: boolean;
  /** Lay in the trash since then: with an answer of their own they come back, and the inquiry says so. */
  trashedAt: string | null;
}

interface Facts {
  facts: Readonly<Record<string, string>>;
  email: string | undefined;
}

/** A link may have been passed on: who writes another address into the form is whom that address names. */
async function personOf(ctx: Ctx, { email, named }: Facts & { named: string | null }): Promise<Person | null> {
  const holder = email ? await holderOf(ctx, email) : null;
  const linked = named ? await personNow(ctx, named) : null;
  if (linked && (!email || holder?.id === linked.id)) return { ...linked, identified: true, trashedAt: null };
  return holder ? { ...holder, email: email ?? null, identified: false } : null;
}

/** Somebody new. */
async function begin(ctx: Ctx, { content, facts, email }: Facts & { content: FormContent }): Promise<string | null> {
  if (!email && !facts['contact.firstName'] && !facts['contact.lastName'] && !facts['contact.phone']) return null;
  const values = await valuesOf(ctx, facts);
  const [made] = await upsertContacts(ctx, [
    { values: { ...values, emails: email ? [{ email }] : [], tags: [...content.tags], sourceChannel: 'web_form' }, mode: 'fill' },
  ]);
  return made?.id ?? null;
}

interface Writing extends Facts {
  form: Live<FormContent>;
  kept: Kept;
  person: Person;
}

/** Somebody who is on record: what is empty is filled, tags are added, everything else waits. */
async function write(ctx: Ctx, { form, kept, facts, email, person }: Writing): Promise<string> {
  const { overwrite, tags } = form.content;
  const told = toldBy(facts, await heldBy(ctx, person.id), { identified: person.identified, overwrite });
  const address = email ?? person.email;
  if (address) {
    const at = { emails: [{ email: address }] };
    await upsertContacts(ctx, [{ values: { ...(await valuesOf(ctx, told.fill)), ...at, tags: [...tags] }, mode: 'fill' }]);
    if (Object.keys(told.overwrite).length > 0)
      await upsertContacts(ctx, [{ values: { ...(await valuesOf(ctx, told.overwrite)), ...at }, mode: 'overwrite' }]);
  }
  const differ = Object.entries(told.differ);
  if (differ.length > 0)
    await ctx.tx
      .insertInto('form_difference')
      .values(differ.map(([target, given]) => ({ workspace_id: ctx.scope.workspaceId, answer_id: kept.id, target, given })))
      .onConflict((oc) => oc.columns(['workspace_id', 'answer_id', 'target']).doNothing())
      .execute();
  return person.id;
}

type Values = UpsertContact['values'];

/** Facts as values of a contact; a company by its name is found or made. Own fields that do not take the value are left out: it stands in the answer. */
export async function valuesOf(ctx: Ctx, facts: Readonly<Record<string, string>>): Promise<Values> {
  const values: Values = {};
  const custom: NonNullable<Values['custom']> = {};
  for (const [target, value] of Object.entries(facts)) {
    const own = ownKey(target);
    if (own) {
      const parsed = await parseCustom(ctx.tx, ctx.scope, { entity: 'contact', values: { [own]: value === 'yes' ? true : value } });
      const text = isRefusal(parsed) ? await parseCustom(ctx.tx, ctx.scope, { entity: 'contact', values: { [own]: value } }) : parsed;
      if (!isRefusal(text)) Object.assign(custom, text);
    } else if (target === 'contact.phone') values.phones = [{ phone: value }];
    else if (target === 'company.name') {
      const [company] = await upsertCompanies(ctx, [{ values: { name: value }, mode: 'fill' }]);
      if (company) values.companyId = company.id;
    } else if (target !== 'contact.email') Object.assign(values, { [target.replace('contact.', '')]: value });
  }
  return Object.keys(custom).length > 0 ? { ...values, custom } : values;
}

interface Converting {
  form: Live<FormContent>;
  kept: Kept;
  contactId: string | null;
  campaignId: string | null;
  /** What whoever reads the inquiry has to know of the person. */
  cameBack: string | null;
}

const cameBackWords = (trashedAt: string | null): string | null =>
  trashedAt && `This person lay in the trash since ${trashedAt.slice(0, 10)} and came back by this answer.`;

/** The conversion, and with it the lead. A form that makes none stands on the timeline all the same. */
async function convert(ctx: Ctx, { form, kept, contactId, campaignId, cameBack }: Converting) {
  const words = wordsOf(form.content.fields, kept.answers);
  if (!form.content.conversion) {
    if (contactId)
      await record(ctx, [
        {
          kind: 'form',
          occurredAt: kept.receivedAt,
          direction: 'in',
          side: 'customer',
          evidence: 'system',
          traffic: 'human',
          contactId,
          campaignId,
          body: [form.name, cameBack, words].filter(Boolean).join('\n').slice(0, 20_000),
          data: { formId: form.id, answerId: kept.id },
          dedupeKey: `form:${kept.id}`,
        },
      ]);
    return null;
  }
  const message = form.content.fields.find(({ kind, target }) => kind === 'long_text' && !target);
  const taken = await takeIn(ctx, {
    kind: 'form',
    channel: 'web_form',
    ...(contactId ? { contactId } : {}),
    campaignId,
    handRaised: form.content.handRaise,
    ...(form.content.handRaise && message && kept.answers[message.key] ? { whyNow: kept.answers[message.key]?.slice(0, 2_000) } : {}),
    occurredAt: kept.receivedAt,
    content: words.slice(0, 20_000),
    payload: { form: form.name, ...(cameBack ? { 'about this person': cameBack } : {}), ...payloadOf(form.content, kept.answers) },
    original: { ...kept.origin },
    sourceId: `form:${kept.id}`,
  });
  return isRefusal(taken) ? null : { leadId: taken.leadId, conversionId: taken.id };
}

function payloadOf({ fields }: FormContent, answers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(fields.flatMap(({ key, label }) => (answers[key] ? [[label.slice(0, 100), answers[key]]] : [])));
}

async function campaignOf(ctx: Ctx, { utm }: Origin): Promise<string | null> {
  const name = utm?.campaign;
  return name ? ((await campaignsNamed(ctx, [name])).get(name.toLowerCase()) ?? null) : null;
}

/** Only what was ticked, only for what was shown; the purpose's own rule asks for a confirmation by mail. */
async function agree(ctx: Ctx, said: { form: Live<FormContent>; kept: Kept; contactId: string; email: string | undefined }): Promise<void> {
  const { form, kept, contactId } = said;
  const email = said.email ?? (await personNow(ctx, contactId))?.email;
  if (!email) return;
  for (const { key, consent } of form.content.fields) {
    if (!consent || kept.answers[key] !== 'yes') continue;
    // A purpose that was retired meanwhile takes no more consents; the answer still says what was ticked.
    await giveConsent(ctx, {
      email,
      purposeId: consent.purposeId,
      ...(consent.textId ? { textId: consent.textId } : {}),
      by: 'form',
      through: 'form',
      at: kept.receivedAt,
      proof: { formId: form.id, ipHash: kept.placeHash, ...(kept.agent ? { userAgent: kept.agent } : {}) },
    });
  }
}
