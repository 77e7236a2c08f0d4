/** One line of the table of tracks; what is null asks for nothing. */
export interface Line {
  reasonId: string | null;
  interest: string | null;
  stage: string | null;
  trackId: string;
  daysBefore: number;
}

/** The first line that fits a returned lead. */
export function lineFor<L extends Line>(
  lines: readonly L[],
  lead: { reasonId: string | null; interests: readonly string[]; stage: string },
): L | undefined {
  const interests = new Set(lead.interests.map((one) => one.toLowerCase()));
  return lines.find(
    ({ reasonId, interest, stage }) =>
      (reasonId === null || reasonId === lead.reasonId) &&
      (interest === null || interests.has(interest.toLowerCase())) &&
      (stage === null || stage === lead.stage),
  );
}
