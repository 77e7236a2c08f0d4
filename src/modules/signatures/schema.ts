import { z } from 'zod';
import { Id, Instant } from '#modules/team/schema.ts';

/** The two sides that sign. */
export const PARTIES = ['sales', 'marketing'] as const;
export type Party = (typeof PARTIES)[number];
export const PARTY_NAMES: Readonly<Record<Party, string>> = { sales: 'Sales', marketing: 'Marketing' };

/** What both sides sign; each belongs to the module that acts on it. */
export const SUBJECTS = [
  'agreement',
  'profile',
  'score_model',
  'threshold',
  'reasons',
  'gate',
  'asset_dispute',
  'goal',
  'joint_plan',
  'attribution',
  'decision',
  'coordinator',
  'coordinator_minutes',
  'coordination_draft',
] as const;
export type Subject = (typeof SUBJECTS)[number];

/** One signature as everybody sees it. */
export const Signature = z.object({ party: z.enum(PARTIES), member: z.object({ id: Id, name: z.string() }), signedAt: Instant });
export type Signature = z.infer<typeof Signature>;

/** What a signature stands for; it is sent back when signing, so that nobody signs what they have not seen. */
export const ContentHash = z.string().max(100);
