import type { Client } from '../../../test/harness.ts';
import * as contract from './contract/agreement.ts';
import type { ClauseInput, OpenClocks } from './schema.ts';

export interface Sides {
  sales: Client;
  marketing: Client;
}

/** The agreement as it is drafted, changed where a test wants it, and signed by both: in force from now. */
export async function anAgreementInForce(
  sides: Sides,
  change: (clauses: ClauseInput[]) => ClauseInput[] = (clauses) => clauses,
): Promise<void> {
  const { versions } = await sides.sales.call(contract.getAgreement, {});
  const [newest] = versions;
  const open =
    newest && ['draft', 'proposed', 'signed_by_one'].includes(newest.state) ? newest : await sides.sales.call(contract.draftAgreement, {});
  const { version } = await sides.sales.call(contract.getAgreement, { number: open.number });
  if (!version) throw new Error('there is no draft');
  const clauses = version.clauses.map(inputOf);
  const { title, note } = version;
  const { contentHash } = await sides.sales.call(contract.writeAgreement, {
    id: version.id,
    title,
    note,
    effectiveOn: null,
    clauses: change(clauses),
  });
  await sides.sales.call(contract.proposeAgreement, { id: version.id });
  for (const side of [sides.sales, sides.marketing]) await side.call(contract.signAgreement, { id: version.id, contentHash });
}

type Shown = NonNullable<Awaited<ReturnType<typeof read>>>;
async function read(client: Client, number: number) {
  return (await client.call(contract.getAgreement, { number })).version;
}

function inputOf(clause: Shown['clauses'][number]): ClauseInput {
  const { id: _id, calendarName: _name, reading: _reading, text: _text, fine: _fine, problem: _problem, ...input } = clause;
  return input as ClauseInput;
}

/** The next version, written and proposed; `sign` brings it into force on its day. */
export async function aNextVersion(
  client: Client,
  of: { openClocks: OpenClocks; effectiveOn?: string; change: (clauses: ClauseInput[]) => ClauseInput[] },
) {
  const { id, number } = await client.call(contract.draftAgreement, {});
  const version = await read(client, number);
  if (!version) throw new Error('there is no draft');
  const { title, note } = version;
  const content = {
    title,
    note,
    effectiveOn: of.effectiveOn ?? null,
    openClocks: of.openClocks,
    clauses: of.change(version.clauses.map(inputOf)),
  };
  const { contentHash } = await client.call(contract.writeAgreement, { id, ...content });
  await client.call(contract.proposeAgreement, { id });
  const sign = async (sides: Sides) => {
    for (const side of [sides.sales, sides.marketing]) await side.call(contract.signAgreement, { id, contentHash });
  };
  return { id, number, contentHash, content, sign };
}
