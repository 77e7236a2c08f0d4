import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mediaTypeOf, rangeOf, silenceOf } from './media.ts';

const head = (text: string) => Buffer.from(text.padEnd(16, '\0'), 'latin1');

describe('the kind of a sound file', () => {
  it.each([
    ['ID3\x04', 'audio/mpeg'],
    ['\xff\xfb\x90\x00', 'audio/mpeg'],
    ['\xff\xf1\x50\x80', 'audio/aac'],
    ['RIFF\x00\x00\x00\x00WAVE', 'audio/wav'],
    ['OggS', 'audio/ogg'],
    ['fLaC', 'audio/flac'],
    ['\x00\x00\x00\x20ftypM4A ', 'audio/mp4'],
    ['\x1a\x45\xdf\xa3', 'audio/webm'],
    ['#!AMR\n', 'audio/amr'],
  ])('%j is %s', (text, type) => expect(mediaTypeOf(head(text))).toBe(type));

  it.each([
    '<!doctype html>',
    '<svg xmlns="http',
    'RIFF\x00\x00\x00\x00WEBP',
    '%PDF-1.7',
    'MZ',
    '\xff\xd8\xff\xe0',
    '\xff\xfe<\x00h\x00',
    '',
    'PK\x03\x04',
  ])('%j is none', (text) => expect(mediaTypeOf(head(text))).toBeNull());
});

describe('a range', () => {
  it('is read as the standard says', () => {
    expect(rangeOf(undefined, 100)).toBeNull();
    expect(rangeOf('bytes=0-', 100)).toEqual({ start: 0, end: 99 });
    expect(rangeOf('bytes=10-19', 100)).toEqual({ start: 10, end: 19 });
    expect(rangeOf('bytes=-10', 100)).toEqual({ start: 90, end: 99 });
    expect(rangeOf('bytes=90-500', 100)).toEqual({ start: 90, end: 99 });
    expect(rangeOf('bytes=100-', 100)).toBe('unsatisfiable');
    expect(rangeOf('bytes=5-2', 100)).toBeNull();
    expect(rangeOf('bytes=0-1,5-6', 100)).toBeNull();
  });
  it('never leaves the file', () => {
    fc.assert(
      fc.property(fc.nat(), fc.nat(), fc.integer({ min: 1, max: 10_000 }), (from, to, size) => {
        const range = rangeOf(`bytes=${from}-${to}`, size);
        if (range && range !== 'unsatisfiable') expect(range.start >= 0 && range.start <= range.end && range.end < size).toBe(true);
      }),
    );
  });
});

it('is silent without consent, without a basis, without the right', () => {
  const whole = { consent: 'granted', basis: 'Consent', hasMedia: true, deleted: false, mayListen: true } as const;
  expect(silenceOf(whole)).toBeNull();
  expect(silenceOf({ ...whole, consent: 'unknown' })).toBe('no_consent');
  expect(silenceOf({ ...whole, consent: 'refused' })).toBe('refused');
  expect(silenceOf({ ...whole, basis: '' })).toBe('no_basis');
  expect(silenceOf({ ...whole, mayListen: false })).toBe('no_right');
  expect(silenceOf({ ...whole, deleted: true })).toBe('deleted');
});
