import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'csv-parse/sync';
import type { UpsertContact } from '#modules/contacts/commands/upsert.ts';
import { upsertContacts } from '#modules/contacts/commands/upsert.ts';
import type { Ctx } from '#platform/context.ts';
import { PROJECT } from '#src/project.ts';

/** A person of a published file of made-up people with known duplicates: `entity` says who is who. */
export interface KnownPerson {
  entity: string;
  givenName: string | null;
  surname: string | null;
  street: string | null;
  suburb: string | null;
  postcode: string | null;
  state: string | null;
  birth: string | null;
  number: string | null;
}

const COLUMNS = [
  'rec_id',
  'given_name',
  'surname',
  'street_number',
  'address_1',
  'address_2',
  'suburb',
  'postcode',
  'state',
  'date_of_birth',
  'soc_sec_id',
];

/** The file's people; null where the folder with the data is not here (environment variable TRUCE_DATA, or ../shared/data). */
export function knownPeople(file: 'dataset1.csv' | 'dataset2.csv'): KnownPerson[] | null {
  const folder = process.env.TRUCE_DATA ?? path.join(PROJECT, '../shared/data');
  let text: string;
  try {
    text = readFileSync(path.join(folder, 'dedupe', file), 'utf8');
  } catch {
    return null;
  }
  const rows: string[][] = parse(text, { trim: true, from_line: 2 });
  return rows.map((cells) => {
    const of = (name: string) => cells[COLUMNS.indexOf(name)] || null;
    const birth = of('date_of_birth');
    return {
      entity: of('rec_id')?.split('-')[1] ?? '',
      givenName: of('given_name'),
      surname: of('surname'),
      street: [of('street_number'), of('address_1'), of('address_2')].filter(Boolean).join(' ') || null,
      suburb: of('suburb'),
      postcode: of('postcode'),
      state: of('state'),
      birth: birth && /^\d{8}$/.test(birth) ? `${birth.slice(0, 4)}-${birth.slice(4, 6)}-${birth.slice(6)}` : birth,
      number: of('soc_sec_id'),
    };
  });
}

/** The people as contacts, in order. @returns their ids */
export async function putPeople(ctx: Ctx, people: readonly KnownPerson[], known: { birth: boolean; number: boolean }): Promise<string[]> {
  const rows = people.map(
    (one): UpsertContact => ({
      values: {
        firstName: one.givenName,
        lastName: one.surname,
        street: one.street,
        city: one.suburb,
        postalCode: one.postcode,
        region: one.state,
        custom: {
          ...(known.birth && one.birth ? { date_of_birth: one.birth } : {}),
          ...(known.number && one.number ? { soc_sec_id: one.number } : {}),
        },
      },
    }),
  );
  return (await upsertContacts(ctx, rows)).map(({ id }) => id);
}
