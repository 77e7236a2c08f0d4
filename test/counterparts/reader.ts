// A worker's reading of mailboxes in a process of its own, to be killed by a test. Told by the environment where the database is; the passwords
// of mailboxes are locked anew with this process's key.
import { sql } from 'kysely';
import { VAULT } from '#modules/mailboxes/commands/open.ts';
import { standing } from '#modules/mailboxes/jobs.ts';
import { openLog } from '#platform/log/log.ts';
import { imapStores } from '#platform/mail/imap.ts';
import { openContext } from '#src/context.ts';
import { LOCALHOST_TLS } from '../localhost-tls.ts';

const {
  READER_APP_URL: appUrl = '',
  READER_OWNER_URL: ownerUrl = '',
  READER_PASSWORD: password = '',
  READER_WORKSPACE: workspaceId = '',
} = process.env;
const context = openContext({
  appUrl,
  ownerUrl,
  poolSize: 4,
  log: openLog('silent'),
  openMailbox: imapStores({ trusted: LOCALHOST_TLS.cert }),
});
await context.runtime.transaction(context.systemScope(workspaceId), ({ tx }) =>
  sql`update mailbox_secret set secret = ${context.runtime.services.vault.lock(VAULT, password)} where workspace_id = ${workspaceId}`.execute(
    tx,
  ),
);
for (const { start } of standing) start(context.runtime, (error) => process.stderr.write(`${error}\n`));
process.stdout.write('reading\n');
