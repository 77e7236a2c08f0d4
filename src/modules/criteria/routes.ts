import { type Route, route } from '#platform/http/route.ts';
import { addOwnField, arrangeOwnFields, changeOwnField } from './commands.ts';
import { createOwnField, listFields, listFieldValues, listOwnFields, orderOwnFields, updateOwnField } from './contract.ts';
import { visibleCustomFields } from './queries/custom.ts';
import { offeredFields, valuesOf } from './queries/offer.ts';

export const routes: Route[] = [
  route(listFields, ({ tx, scope }, input) => offeredFields(tx, scope, input.entity)),
  route(listFieldValues, ({ tx, scope }, input) => valuesOf(tx, scope, input)),
  route(listOwnFields, async ({ tx, scope }, input) => ({ items: await visibleCustomFields(tx, scope, input.entity) })),
  route(createOwnField, addOwnField),
  route(updateOwnField, changeOwnField),
  route(orderOwnFields, arrangeOwnFields),
];
