/** What a sender puts into a mail, made from `ctx` or the program's seals; `ctx.link(…)` makes an address of it. */

export { addressHash } from '../rules/address.ts';
export { oneClickLink, preferencesLink, type Recipient, type Sealing } from '../rules/links.ts';
