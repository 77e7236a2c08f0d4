import { z } from 'zod';

export const CAMPAIGN_STATUSES = ['planned', 'active', 'paused', 'completed', 'cancelled'] as const;
export type CampaignStatus = (typeof CAMPAIGN_STATUSES)[number];

/** For whom a campaign is: mail for prospects never reaches a customer. */
export const AUDIENCE_KINDS = ['prospect', 'customer', 'mixed'] as const;
export type AudienceKind = (typeof AUDIENCE_KINDS)[number];

/** What is offered for a member; other words come with imports. */
export const MEMBER_STATUSES = [
  'planned',
  'invited',
  'sent',
  'received',
  'opened',
  'responded',
  'attended',
  'bounced',
  'opted_out',
] as const;

/** The money of a campaign; written with the permission `campaign:cost`, read by everybody. */
export const COST_FIELDS = ['budgetMinor', 'costMinor', 'expectedRevenueMinor', 'currency'] as const;

/** What a campaign brought; each opens its rows. */
export const FIGURES = [
  'members',
  'responses',
  'conversions',
  'valid_conversions',
  'unreviewed_conversions',
  'leads',
  'rated_leads',
  'good_leads',
  'poor_leads',
  'open_deals',
  'won_deals',
  'lost_deals',
  'invoices',
  'company_invoices',
] as const;
export type Figure = (typeof FIGURES)[number];

/** Marks of one to five that Sales gives a lead with its verdict: from here on it was good, up to there poor. */
export const GOOD_FROM = 4;
export const POOR_UP_TO = 2;

export const CampaignStatusName = z.enum(CAMPAIGN_STATUSES);
export const AudienceKindName = z.enum(AUDIENCE_KINDS);
export const FigureName = z.enum(FIGURES);
