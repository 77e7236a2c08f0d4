/** An amount in minor units; null where the document says none. */
type Amount = number | null;

/** The sum of the lines; null where there are none, or where one has no total: a part is not the sum. */
export function linesTotal(lines: readonly { totalMinor: Amount }[]): Amount {
  if (lines.length === 0) return null;
  return lines.reduce<Amount>((sum, { totalMinor }) => (sum === null || totalMinor === null ? null : sum + totalMinor), 0);
}

/**
 * Whether the lines say another amount than the header. Their sum may be the net or the gross amount of the header, and each line may
 * be rounded by one minor unit. With no amount on either side there is nothing to compare.
 */
export function linesDiffer(header: { subTotalMinor: Amount; totalMinor: Amount }, lines: readonly { totalMinor: Amount }[]): boolean {
  const sum = linesTotal(lines);
  const said = [header.subTotalMinor, header.totalMinor].filter((amount) => amount !== null);
  if (sum === null || said.length === 0) return false;
  return said.every((amount) => Math.abs(amount - sum) > lines.length);
}

/** Whether a status word of an ERP says that the document was cancelled. */
export function saysCancelled(status: string | null | undefined): boolean {
  return /^\s*(cancel|storn|void|annul)/i.test(status ?? '');
}
