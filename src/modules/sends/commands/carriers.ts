import type { ReadCtx } from '#platform/context.ts';
import type { DkimKey } from '#platform/mail/dkim.ts';
import type { Transport } from '#platform/mail/transport.ts';
import type { Lane } from '../schema.ts';

/** A mail server as a message goes through it. */
export interface Carrier {
  id: string;
  transport: Transport;
  keys: readonly DkimKey[];
  /** Where bounces go; the sender's address where absent. */
  envelopeFrom?: string;
  /** Each mail returns to an address of its own, made from `envelopeFrom`. */
  ownReturns?: boolean;
  /** Null: as fast as it takes them. */
  rates: { perMinute: number | null; perHour: number | null };
  /** To one domain of recipients, a minute. */
  domainRates: Readonly<Record<string, number>>;
}

/** The server for a lane and the address in whose name it goes. Null: none is set, and mail stays in the app. */
export type CarrierOf = (ctx: ReadCtx, asked: { lane: Lane; senderAddress: string }) => Promise<Carrier | null>;

let inUse: CarrierOf = async () => null;
let ownServer = false;

/** Says by which servers mail goes, and whether the installation has one for everybody. Until somebody does, mail stays in the app. */
export function installCarriers(carriers: CarrierOf, { installed = false }: { installed?: boolean } = {}): void {
  inUse = carriers;
  ownServer = installed;
}

/** Whether the installation has a mail server of its own, which takes what no server of the workspace takes. */
export const hasInstalledServer = (): boolean => ownServer;

export const carrierOf: CarrierOf = (ctx, asked) => inUse(ctx, asked);
