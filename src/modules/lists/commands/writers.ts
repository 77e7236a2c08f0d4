import type { z } from 'zod';
import { changeCampaign, setCampaignsTrashed } from '#modules/campaigns/commands/campaigns.ts';
import { purgeCampaign } from '#modules/campaigns/commands/purge.ts';
import { changeCampaign as changeCampaignInput } from '#modules/campaigns/contract.ts';
import { changeCompany, restoreCompany, trashCompany } from '#modules/companies/commands/companies.ts';
import { purgeCompany } from '#modules/companies/commands/purge.ts';
import { changeCompany as changeCompanyInput } from '#modules/companies/contract.ts';
import { changeContact, restoreContact, trashContact } from '#modules/contacts/commands/contacts.ts';
import { purgeContact } from '#modules/contacts/commands/purge.ts';
import { changeContact as changeContactInput } from '#modules/contacts/contract.ts';
import type { Entity } from '#modules/criteria/schema.ts';
import { changeDeal, setDealsTrashed } from '#modules/deals/commands/deals.ts';
import { moveDeal } from '#modules/deals/commands/outcome.ts';
import { purgeDeal } from '#modules/deals/commands/purge.ts';
import { changeDeal as changeDealInput } from '#modules/deals/contract/deals.ts';
import { changeLead, setLeadOwner, setLeadsTrashed } from '#modules/leads/commands/leads.ts';
import { purgeLead } from '#modules/leads/commands/purge.ts';
import { moveStage } from '#modules/leads/commands/stages.ts';
import { changeLead as changeLeadInput } from '#modules/leads/contract/leads.ts';
import { PATH_STAGES, type Stage } from '#modules/leads/schema.ts';
import { Id } from '#modules/team/schema.ts';
import type { Ctx } from '#platform/context.ts';
import { isRefusal, type Refusal, refuse } from '#platform/shared/refusal.ts';

type Input = Readonly<Record<string, unknown>>;
type Answer = Promise<Refusal | undefined>;

/** A field that moves by a command of its own. */
interface Move {
  /** Where its value stands, to see whether somebody has changed it since. */
  column: string;
  wrong(value: unknown): string | undefined;
  write(ctx: Ctx, id: string, value: unknown): Answer;
}

/** How records of an entity are written: each by its module's own commands, one record at a time. */
export interface Writer {
  /** What `change` takes, on the wire. */
  shape: z.ZodRawShape;
  change(ctx: Ctx, id: string, input: Input): Answer;
  trash(ctx: Ctx, id: string): Answer;
  restore(ctx: Ctx, id: string): Answer;
  purge(ctx: Ctx, id: string): Answer;
  moves: Readonly<Record<string, Move>>;
}

const answer = (result: unknown): Refusal | undefined => (isRefusal(result) ? result : undefined);
const counted = (n: number): Refusal | undefined =>
  n > 0 ? undefined : refuse('not_found', 'It does not exist any more, or you may not change it.');

/** Values that were there before may be such as nobody could enter today: an import's. They are refused, not forced. */
function parsed<S extends z.ZodRawShape>(schema: z.ZodObject<S>, id: string, input: Input): z.output<z.ZodObject<S>> | Refusal {
  const result = schema.safeParse({ id, ...input });
  return result.success ? result.data : refuse('invalid', 'A value is not one that can be entered.');
}

const owner = (write: Move['write']): Move => ({
  column: 'owner_id',
  wrong: (value) => (value === null || Id.safeParse(value).success ? undefined : 'Choose a person.'),
  write,
});

const isPathStage = (value: unknown): value is Stage => (PATH_STAGES as readonly unknown[]).includes(value);

export const WRITERS: Readonly<Record<Entity, Writer>> = {
  company: {
    shape: changeCompanyInput.input.shape,
    change: async (ctx, id, input) => {
      const values = parsed(changeCompanyInput.input, id, input);
      return isRefusal(values) ? values : changeCompany(ctx, id, values);
    },
    trash: trashCompany,
    restore: restoreCompany,
    purge: purgeCompany,
    moves: {},
  },
  contact: {
    shape: changeContactInput.input.shape,
    change: async (ctx, id, input) => {
      const values = parsed(changeContactInput.input, id, input);
      return isRefusal(values) ? values : changeContact(ctx, id, values);
    },
    trash: trashContact,
    restore: restoreContact,
    purge: purgeContact,
    moves: {},
  },
  lead: {
    shape: changeLeadInput.input.shape,
    change: async (ctx, id, input) => {
      const values = parsed(changeLeadInput.input, id, input);
      return answer(isRefusal(values) ? values : await changeLead(ctx, values));
    },
    trash: async (ctx, id) => counted(await setLeadsTrashed(ctx, [id], true)),
    restore: async (ctx, id) => counted(await setLeadsTrashed(ctx, [id], false)),
    purge: purgeLead,
    moves: {
      owner: owner(async (ctx, leadId, ownerId) =>
        answer(await setLeadOwner(ctx, { leadId, ownerId: ownerId as string | null, cause: 'list' })),
      ),
      // Out of the path (recycled, disqualified) takes a reason for each lead, so it is not done from a list.
      stage: {
        column: 'stage',
        wrong: (value) => (isPathStage(value) ? undefined : 'Recycling and disqualifying take a reason: do it on the lead itself.'),
        write: async (ctx, leadId, to) => answer(await moveStage(ctx, { leadId, to: to as Stage, cause: 'list' })),
      },
    },
  },
  deal: {
    shape: changeDealInput.input.shape,
    change: async (ctx, id, input) => {
      const values = parsed(changeDealInput.input, id, input);
      return answer(isRefusal(values) ? values : await changeDeal(ctx, values));
    },
    trash: async (ctx, id) => counted(await setDealsTrashed(ctx, [id], true)),
    restore: async (ctx, id) => counted(await setDealsTrashed(ctx, [id], false)),
    purge: purgeDeal,
    moves: {
      stage: {
        column: 'stage_id',
        wrong: (value) => (Id.safeParse(value).success ? undefined : 'Choose a stage.'),
        write: async (ctx, id, stageId) => answer(await moveDeal(ctx, { id, stageId: String(stageId) })),
      },
    },
  },
  campaign: {
    shape: changeCampaignInput.input.shape,
    change: async (ctx, id, input) => {
      const values = parsed(changeCampaignInput.input, id, input);
      return answer(isRefusal(values) ? values : await changeCampaign(ctx, values));
    },
    trash: async (ctx, id) => counted(await setCampaignsTrashed(ctx, [id], true)),
    restore: async (ctx, id) => counted(await setCampaignsTrashed(ctx, [id], false)),
    purge: purgeCampaign,
    moves: {},
  },
};
