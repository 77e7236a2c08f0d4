import { afterAll, beforeAll, expect, it } from 'vitest';
import { openTestApp, type TestApp } from './harness.ts';

let app: TestApp;
beforeAll(async () => {
  app = await openTestApp();
});
afterAll(() => app.close());
it('serves the contract document and refuses strangers', async () => {
  const { admin } = await app.newWorkspace();
  expect((await admin.raw({ url: '/api/openapi.json' })).statusCode).toBe(200);
  expect((await app.app.inject({ url: '/api/live' })).statusCode).toBe(401);
  expect((await app.app.inject({ url: '/api/nothing' })).statusCode).toBe(404);
  await app.runAllJobs();
});
