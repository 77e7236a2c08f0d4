import { screen } from '../screen.ts';

/** One voice: what is offered, what may be said, and the changes that Sales confirms. */
export const offerRoutes = [
  screen('/offers', () => import('../screens/offers/OffersScreen.tsx').then((file) => file.OffersScreen)),
  screen('/offers/$id', () => import('../screens/offers/OfferScreen.tsx').then((file) => file.OfferScreen)),
  screen('/changes', () => import('../screens/offers/ChangesScreen.tsx').then((file) => file.ChangesScreen)),
  screen('/claims', () => import('../screens/offers/ClaimsScreen.tsx').then((file) => file.ClaimsScreen)),
];
