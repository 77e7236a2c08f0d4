import type { Client, TestApp } from '../../../test/harness.ts';
import { type NewActivity, record } from './commands/record.ts';

/** A row of the ledger, as another module of the program would write it. */
export async function anActivity(app: TestApp, client: Client, activity: Partial<NewActivity> = {}): Promise<string> {
  const [id] = await app.command(client, (ctx) =>
    record(ctx, [{ kind: 'call', occurredAt: ctx.now, memberId: client.memberId, ...activity }]),
  );
  if (!id) throw new Error('this activity was there already');
  return id;
}
