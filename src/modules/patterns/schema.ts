import { z } from 'zod';

/** What became of a lead, of which the verdicts have something in common. */
export const OUTCOMES = ['rejected', 'recycled', 'accepted', 'won'] as const;
export const OutcomeName = z.enum(OUTCOMES);
export type Outcome = (typeof OUTCOMES)[number];
/** Those for which somebody gave a reason. */
export const WITH_REASON: readonly Outcome[] = ['rejected', 'recycled'];

/** What leads are told apart by beside what drift looks at; `lead.content` is the last page, form or file before the lead. */
export const LEAD_MARKS = ['lead.sourceTeam', 'lead.campaign', 'lead.content', 'lead.handRaised', 'lead.fit', 'lead.scoreLabel'] as const;
export type LeadMark = (typeof LEAD_MARKS)[number];

/** One attribute with its value, such as `company.standardIndustry` and `construction`. */
export const PatternItem = z.strictObject({ dimension: z.string().min(1).max(120), value: z.string().min(1).max(300) });
export type PatternItem = z.infer<typeof PatternItem>;
/** One attribute, or two that belong together. */
export const PatternItems = z.array(PatternItem).min(1).max(2);

/** Something that fewer leads have is not looked at. */
export const FEWEST_WITH = 10;
/** A word counts where so many comments use it. */
export const FEWEST_COMMENTS = 5;
/** The newest leads of the period that are looked at; the answer says where that leaves some out. */
export const MOST_LEADS = 20_000;
/** The share of false ones among those shown that is expected at most. */
export const FALSE_SHARE = 0.05;
/** The most that are shown. */
export const MOST_PATTERNS = 40;
export const MOST_WORDS = 20;
/** A word of a comment as it is counted and asked for. */
export const Word = z.string().regex(/^\p{L}[\p{L}\p{N}’'-]{1,39}$/u, 'This is not a word of a comment.');
