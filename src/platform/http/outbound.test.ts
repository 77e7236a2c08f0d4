import { expect, it } from 'vitest';
import { askOutside, isPublicAddress, outboundProblem } from './outbound.ts';

const HOSTS = /^api\.firm\.test$/;

it.each([
  '0.0.0.0',
  '10.1.2.3',
  '127.0.0.1',
  '100.64.1.1',
  '169.254.169.254',
  '172.31.0.1',
  '192.168.0.1',
  '224.0.0.1',
  '::1',
  '::',
  'fe80::1',
  'fd00::1',
  '::ffff:7f00:1',
  '::ffff:127.0.0.1',
  '64:ff9b::7f00:1',
  '2002:7f00:1::',
  '2001::1',
  'ff02::1',
  'text',
])('%s is not out in the world', (address) => expect(isPublicAddress(address)).toBe(false));
it.each(['93.184.216.34', '8.8.8.8', '2606:4700::1111'])('%s is', (address) => expect(isPublicAddress(address)).toBe(true));

it.each([
  'http://api.firm.test/',
  'https://api.firm.test:8443/',
  'https://user@api.firm.test/',
  'https://api.firm.test.evil.test/',
  'https://2130706433/',
  'https://0177.1/',
  'file:///etc/passwd',
  'no address',
])('%s is not asked', async (address) => {
  expect(outboundProblem(address, HOSTS)).not.toBeNull();
  await expect(askOutside(address, { hosts: HOSTS })).rejects.toThrow('not asked');
});

it('does not ask a name of the right kind that leads inside', async () => {
  await expect(askOutside('https://localhost/', { hosts: /^localhost$/ })).rejects.toThrow('not a public address');
});
