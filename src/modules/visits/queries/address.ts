/** Web addresses as they are kept: host and path, marks of origin, nothing else of the query. */
export { addressOf, foreign, type Utm } from '../rules/origin.ts';
