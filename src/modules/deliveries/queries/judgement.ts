import { readMail } from '../rules/bounces/read.ts';
import type { Kind } from '../schema.ts';

/** What a mail is, seen as one about deliveries: a person's own is `replied`, an automatic answer `autoreplied`; keeps nothing. */
export async function kindsOfMail(raw: Uint8Array): Promise<Kind[]> {
  return (await readMail(raw)).map(({ kind }) => kind);
}
