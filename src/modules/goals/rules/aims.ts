/** What is said of a campaign that speaks past what both signed: how many of how many, no names and no blame. */
export const discrepancyWords = {
  profile: ({ k, n }: { k: number; n: number }) =>
    `${k} of ${n} people whose fit is known lie outside of the profile that both teams signed. Look at it together: the audience may be right, or the profile.`,
  goals: ({ k, n, titles }: { k: number; n: number; titles: readonly string[] }) =>
    `${k} of ${n} people of whom it is known lie outside of whom ${titles.map((title) => `“${title}”`).join(' and ')} ${titles.length === 1 ? 'is' : 'are'} about. Look at it together: the audience may be right, or the goal.`,
};
