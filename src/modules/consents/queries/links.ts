/** What a sender puts into a mail, made from `ctx` or the program's seals; `ctx.link(…)` makes an address of it. */

export { oneClickLink, preferencesLink, type Recipient, type Sealing } from '../rules/links.ts';
export { addressHash } from './address.ts';
