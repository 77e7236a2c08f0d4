import { z } from 'zod';
import { Id } from '#modules/team/schema.ts';
import { event } from '#platform/events/events.ts';

/** Whom campaigns speak to, or for whom and when they are meant, is not what it was: people came or went, or a campaign is new or changed. */
export const campaignAudienceChanged = event('campaign.audience_changed', z.object({ campaignIds: z.array(Id) }));
