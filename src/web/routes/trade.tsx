import { screen } from '../screen.ts';

/** Campaigns, inquiries, deals, and what was ordered and invoiced. */
export const tradeRoutes = [
  screen('/campaigns/$id', () => import('../screens/campaigns/CampaignScreen.tsx').then((file) => file.CampaignScreen)),
  screen('/conversions', () => import('../screens/conversions/ConversionsScreen.tsx').then((file) => file.ConversionsScreen)),
  screen('/deals/board', () => import('../screens/deals/DealBoardScreen.tsx').then((file) => file.DealBoardScreen)),
  screen('/deals/$id', () => import('../screens/deals/DealScreen.tsx').then((file) => file.DealScreen)),
  screen('/products', () => import('../screens/orders/ProductsScreen.tsx').then((file) => file.ProductsScreen)),
  screen('/products/$id', () => import('../screens/orders/ProductScreen.tsx').then((file) => file.ProductScreen)),
  screen('/orders', () => import('../screens/orders/OrdersScreen.tsx').then((file) => file.OrdersScreen)),
  screen('/orders/$id', () => import('../screens/orders/OrderScreen.tsx').then((file) => file.OrderScreen)),
  screen('/invoices', () => import('../screens/orders/InvoicesScreen.tsx').then((file) => file.InvoicesScreen)),
  screen('/invoices/$id', () => import('../screens/orders/InvoiceScreen.tsx').then((file) => file.InvoiceScreen)),
  screen('/payments', () => import('../screens/orders/PaymentsScreen.tsx').then((file) => file.PaymentsScreen)),
  screen('/reconciliation', () => import('../screens/orders/ReconciliationScreen.tsx').then((file) => file.ReconciliationScreen)),
  screen('/customer-matches', () => import('../screens/orders/CustomerMatchesScreen.tsx').then((file) => file.CustomerMatchesScreen)),
  screen('/settings/pipelines', () => import('../screens/settings/PipelinesScreen.tsx').then((file) => file.PipelinesScreen)),
  screen('/settings/reasons', () => import('../screens/settings/ReasonsScreen.tsx').then((file) => file.ReasonsScreen)),
];
