import { describe, expect, it } from 'vitest';
import type { Dns } from './dns.ts';
import { spfOf } from './spf.ts';

type Zone = Readonly<Record<string, { txt?: string[]; a?: string[]; mx?: string[] }>>;

/** Name servers of a few lines; `silent` never answers. */
const zone = (records: Zone): Dns => ({
  texts: async (name) => (name.startsWith('silent') ? null : (records[name]?.txt ?? [])),
  exchanges: async (name) => records[name]?.mx ?? [],
  addresses: async (name) => (name.startsWith('silent') ? null : (records[name]?.a ?? [])),
  names: async () => [],
});

const ZONE: Zone = {
  'mx1.firm.test': { a: ['192.0.2.10', '2001:db8::10'] },
  'firm.test': { a: ['192.0.2.80'], mx: ['mx1.firm.test'] },
  'provider.test': { txt: ['v=spf1 ip4:198.51.100.0/24 -all'] },
  'loop.test': { txt: ['v=spf1 include:loop.test -all'] },
  'two.test': { txt: ['v=spf1 -all', 'v=spf1 +all'] },
  'none.test': { txt: ['google-site-verification=x'] },
};

async function result(record: string, address = '192.0.2.10') {
  return (await spfOf(zone({ ...ZONE, 'firm.test': { ...ZONE['firm.test'], txt: ['other', record] } }), 'firm.test', address)).result;
}

describe('SPF', () => {
  it.each([
    ['v=spf1 ip4:192.0.2.10 -all', 'pass'],
    ['v=spf1 ip4:192.0.2.0/28 -all', 'pass'],
    ['v=spf1 ip4:192.0.2.0/29 -all', 'fail'],
    ['v=spf1 mx ~all', 'pass'],
    ['v=spf1 a ~all', 'softfail'],
    ['v=spf1 a/24 ~all', 'pass'],
    ['v=spf1 a:mx1.firm.test -all', 'pass'],
    ['v=spf1 -mx +all', 'fail'],
    ['v=spf1 ?all', 'neutral'],
    ['v=spf1', 'neutral'],
    ['V=SPF1 include:provider.test -all', 'fail'],
    ['v=spf1 redirect=provider.test', 'fail'],
    ['v=spf1 include:none.test -all', 'permerror'],
    ['v=spf1 include:two.test -all', 'permerror'],
    ['v=spf1 include:loop.test -all', 'permerror'],
    ['v=spf1 nonsense:x -all', 'permerror'],
    ['v=spf1 include:silent.test -all', 'temperror'],
    ['v=spf1 exists:%{i}.list.test -all', 'fail'],
    ['v=spf1 a:x1.test a:x2.test a:x3.test -all', 'permerror'],
    [`v=spf1 ${'include:provider.test '.repeat(11)}-all`, 'permerror'],
  ])('%s gives %s', async (record, wanted) => expect(await result(record)).toBe(wanted));

  it.each([
    ['v=spf1 include:provider.test -all', '198.51.100.7', 'pass'],
    ['v=spf1 ip6:2001:db8::/64 -all', '2001:db8::10', 'pass'],
    ['v=spf1 mx -all', '2001:db8::10', 'pass'],
    ['v=spf1 mx//64 -all', '2001:db8::99', 'pass'],
    ['v=spf1 ip4:192.0.2.0/24 -all', '2001:db8::10', 'fail'],
    ['v=spf1 ip4:nonsense/99 -all', '192.0.2.10', 'fail'],
  ])('%s for %s gives %s', async (record, address, wanted) => expect(await result(record, address)).toBe(wanted));

  it('is none without a record, an error with two, and names the record', async () => {
    expect(await spfOf(zone(ZONE), 'none.test', '192.0.2.1')).toEqual({ result: 'none', record: null });
    expect(await spfOf(zone(ZONE), 'two.test', '192.0.2.1')).toEqual({ result: 'permerror', record: null });
    expect((await spfOf(zone(ZONE), 'provider.test', '192.0.2.1')).record).toBe('v=spf1 ip4:198.51.100.0/24 -all');
  });
});
