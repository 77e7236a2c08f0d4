import { expect, it } from 'vitest';
import { paths } from './paths.ts';

it('builds every address', () => {
  const built = Object.fromEntries(
    Object.entries(paths).map(([name, build]) => [name, (build as (...parts: unknown[]) => string)('a/b', 'tab')]),
  );
  expect(built).toMatchInlineSnapshot(`
    {
      "activities": "/activities?0=a&1=%2F&2=b",
      "agreement": "/agreement?version=a%2Fb",
      "attempts": "/attempts?0=a&1=%2F&2=b",
      "begin": "/begin",
      "campaign": "/campaigns/a%2Fb?tab=tab",
      "campaigns": "/campaigns?0=a&1=%2F&2=b",
      "candidates": "/handoff-candidates",
      "companies": "/companies?0=a&1=%2F&2=b",
      "company": "/companies/a%2Fb?tab=tab",
      "contact": "/contacts/a%2Fb?tab=tab",
      "contacts": "/contacts?0=a&1=%2F&2=b",
      "conversions": "/conversions?0=a&1=%2F&2=b",
      "deal": "/deals/a%2Fb?tab=tab",
      "dealBoard": "/deals/board?pipeline=a%2Fb",
      "deals": "/deals?0=a&1=%2F&2=b",
      "development": "/in-development",
      "discussion": "/discussions/a%2Fb",
      "discussions": "/discussions?0=a&1=%2F&2=b",
      "disputes": "/disputes?0=a&1=%2F&2=b",
      "drift": "/drift?0=a&1=%2F&2=b",
      "duplicates": "/duplicates?0=a&1=%2F&2=b",
      "duties": "/who-does-what?person=a%2Fb",
      "fate": "/my-leads?0=a&1=%2F&2=b",
      "forgotPassword": "/forgot-password",
      "gallery": "/gallery",
      "home": "/",
      "import": "/imports/a%2Fb",
      "imports": "/imports",
      "invitation": "/invitation",
      "invoice": "/invoices/a%2Fb",
      "invoices": "/invoices?0=a&1=%2F&2=b",
      "lastYear": "/last-year?0=a&1=%2F&2=b",
      "lead": "/leads/a%2Fb",
      "leadValues": "/lead-values?0=a&1=%2F&2=b",
      "leads": "/leads?0=a&1=%2F&2=b",
      "member": "/settings/team/a%2Fb",
      "myDay": "/my-day",
      "newImport": "/imports/new",
      "order": "/orders/a%2Fb",
      "orders": "/orders?0=a&1=%2F&2=b",
      "patterns": "/patterns?0=a&1=%2F&2=b",
      "pool": "/pool",
      "predictions": "/predictions?0=a&1=%2F&2=b",
      "product": "/products/a%2Fb",
      "products": "/products",
      "profile": "/profile?tab=a%2Fb",
      "reconciliation": "/reconciliation?0=a&1=%2F&2=b",
      "replays": "/replays?0=a&1=%2F&2=b",
      "resetPassword": "/reset-password",
      "returned": "/returned?0=a&1=%2F&2=b",
      "scorecard": "/scorecard?0=a&1=%2F&2=b",
      "search": "/search?text=a%2Fb",
      "setUp": "/set-up",
      "settings": "/settings/a%2Fb",
      "signIn": "/sign-in?next=a%2Fb",
      "stalls": "/stalled-leads?0=a&1=%2F&2=b",
      "tasks": "/tasks?0=a&1=%2F&2=b",
      "thisWeek": "/this-week?0=a&1=%2F&2=b",
      "threshold": "/threshold",
      "trash": "/trash",
      "waterfall": "/waterfall?0=a&1=%2F&2=b",
    }
  `);
});

it('writes queries that a screen reads back', () => {
  expect(paths.deals({ stage: 'x y', open: true, none: undefined })).toBe('/deals?stage=x+y&open=true');
  expect(paths.signIn()).toBe('/sign-in');
});
