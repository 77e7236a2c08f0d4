import { describe, expect, it } from 'vitest';
import { queryOf } from '#platform/shared/contract.ts';
import { problemOf, requestOf } from './api.ts';

const read = { method: 'GET', path: '/companies/:id/contacts', pathParameters: ['id'] } as const;
const make = { method: 'POST', path: '/companies', pathParameters: [] } as const;
const remove = { method: 'DELETE', path: '/companies/:id', pathParameters: ['id'] } as const;

describe('requests', () => {
  it('puts plain values plainly and the rest as JSON into the query, and leaves out what is undefined', () => {
    expect(queryOf({ text: 'a&b', limit: 5, open: false, none: undefined })).toBe('?text=a%26b&limit=5&open=false');
    expect(new URLSearchParams(queryOf({ ids: ['x', 'y'], sort: { by: 'name' } })).get('ids')).toBe('["x","y"]');
    expect(queryOf({})).toBe('');
  });
  it('fills the path and escapes what it fills', () => {
    expect(requestOf(read, { id: 'a/../b', text: 'x' }, null).url).toBe('/api/companies/a%2F..%2Fb/contacts?text=x');
    const gone = requestOf(remove, { id: '7' }, null);
    expect([gone.url, gone.init.body, gone.init.method]).toEqual(['/api/companies/7', undefined, 'DELETE']);
  });
  it('sends a body as JSON, with the workspace and a key of its own', () => {
    const one = requestOf(make, { name: 'Kessler' }, 'w1');
    const headers = one.init.headers as Record<string, string>;
    expect(one.init.body).toBe('{"name":"Kessler"}');
    expect(headers).toMatchObject({ 'x-truce-workspace': 'w1', 'x-requested-with': 'truce', 'content-type': 'application/json' });
    const again = requestOf(make, { name: 'Kessler' }, 'w1').init.headers as Record<string, string>;
    expect(headers['idempotency-key']).not.toBe(again['idempotency-key']);
    expect(requestOf(read, { id: '1' }, 'w1').init.headers).not.toHaveProperty('idempotency-key');
  });
});

describe('problems', () => {
  it('reads what the server says', async () => {
    const body = JSON.stringify({ title: 'Not so', code: 'invalid', errors: [{ field: 'name', message: 'Write the name.' }] });
    const problem = await problemOf(new Response(body, { status: 400 }));
    expect(problem).toMatchObject({
      status: 400,
      code: 'invalid',
      message: 'Not so',
      errors: [{ field: 'name', message: 'Write the name.' }],
    });
  });
  it('survives a page that is no JSON', async () => {
    expect(await problemOf(new Response('<html>', { status: 502 }))).toMatchObject({
      status: 502,
      code: 'failed',
      message: '',
      errors: [],
    });
  });
});
