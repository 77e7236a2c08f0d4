import type { Auth } from '#platform/auth/auth.ts';
import type { Seals } from '#platform/auth/seals.ts';
import type { Vault } from '#platform/auth/vault.ts';
import type { Ctx } from '#platform/context.ts';
import type { WayOut } from '#platform/http/outbound.ts';
import type { MailServer } from '#platform/mail/delivery.ts';
import type { Dns } from '#platform/mail/dns.ts';
import type { OpenStore } from '#platform/mail/imap.ts';
import type { Scope } from '#platform/shared/scope.ts';

/** What is constructed once per process and needed by routes that work before, or outside of, a workspace. */
export interface Services {
  readonly auth: Auth;
  /** Links for people who have no account. */
  readonly seals: Seals;
  /** Secrets of others that have to be used again in the clear. */
  readonly vault: Vault;
  /** The configured address of this installation, without a slash at the end. Links are made from it, never from a request. */
  readonly baseUrl: string;
  /** No mail server is set: mails stay in the app. */
  readonly capturesMail: boolean;
  /** The installation's own mail server; null where none is set. */
  readonly mailServer: MailServer | null;
  /** Which numeric addresses a workspace's mail servers may have. */
  mailAllows(address: string): boolean;
  readonly dns: Dns;
  /** How foreign servers are reached that a workspace names. */
  readonly wayOut: WayOut;
  /** Opens mailboxes that members named; of private networks only where the installation allows it. */
  readonly openMailbox: OpenStore;
  /** The folder of the state folder into which other programs put files; null where there is no state folder. */
  readonly inboxRoot: string | null;
  /** A scope for the program itself in one workspace: set-up, invitations, password resets. */
  systemScope(workspaceId: string): Scope;
  /** Puts a new workspace's defaults in place, in the transaction that makes it. */
  seedWorkspace(ctx: Ctx): Promise<void>;
}
