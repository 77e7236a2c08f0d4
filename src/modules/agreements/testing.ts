import type { Client } from '../../../test/harness.ts';
import * as contract from './contract/agreement.ts';
import type { ClauseInput } from './schema.ts';

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
  const clauses = version.clauses.map(
    ({ id: _id, calendarName: _name, reading: _reading, text: _text, fine: _fine, problem: _problem, ...clause }) => clause as ClauseInput,
  );
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
