const LF = 10;
const FROM = Buffer.from('From ');

/** The mails of an mbox file, or the one mail that a file is. A `From ` line counts after an empty line or at the beginning only. */
export function splitMbox(file: Uint8Array): Uint8Array[] {
  const bytes = Buffer.from(file.buffer, file.byteOffset, file.byteLength);
  if (!bytes.subarray(0, 5).equals(FROM)) return bytes.length > 0 ? [bytes] : [];
  const starts: number[] = [];
  for (let at = 0; at >= 0 && at < bytes.length; at = next(bytes, at + 1)) starts.push(at);
  return starts.map((start, n) => {
    const lineEnd = bytes.indexOf(LF, start);
    return bytes.subarray(lineEnd < 0 ? bytes.length : lineEnd + 1, starts[n + 1] ?? bytes.length);
  });
}

function next(bytes: Buffer, from: number): number {
  for (let at = bytes.indexOf('\nFrom ', from); at >= 0; at = bytes.indexOf('\nFrom ', at + 1)) {
    const emptyBefore = bytes[at - 1] === LF || (bytes[at - 1] === 13 && bytes[at - 2] === LF);
    // A head follows at once, so that a sentence that begins with "From" does not divide a mail.
    const after = bytes.indexOf(LF, at + 1);
    if (emptyBefore && after > 0 && /^(?:>From |[\w-]+:)/.test(bytes.subarray(after + 1, after + 80).toString('latin1'))) return at + 1;
  }
  return -1;
}
