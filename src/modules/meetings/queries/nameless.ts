export { nameless, type Sayable } from '../rules/nameless.ts';
