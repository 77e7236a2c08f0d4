import { type Consent, PLAYABLE_CONSENTS } from '../schema.ts';

/** Bytes of a file's beginning that tell its kind. */
export const HEAD_BYTES = 16;

const begins = (head: Uint8Array, text: string, at = 0) => [...text].every((letter, place) => head[at + place] === letter.charCodeAt(0));

/** The media type of a sound file by its first bytes; null for everything else, whatever its name says. */
export function mediaTypeOf(head: Uint8Array): string | null {
  if (head.length < HEAD_BYTES) return null;
  if (begins(head, 'ID3')) return 'audio/mpeg';
  if (begins(head, 'RIFF') && begins(head, 'WAVE', 8)) return 'audio/wav';
  if (begins(head, 'OggS')) return 'audio/ogg';
  if (begins(head, 'fLaC')) return 'audio/flac';
  if (begins(head, '#!AMR')) return 'audio/amr';
  if (begins(head, 'ftyp', 4)) return 'audio/mp4';
  if (head[0] === 0x1a && head[1] === 0x45 && head[2] === 0xdf && head[3] === 0xa3) return 'audio/webm';
  return isFrame(head) ? (((head[1] ?? 0) & 0x06) === 0 ? 'audio/aac' : 'audio/mpeg') : null;
}

/** An MPEG or ADTS frame without a tag before it: eleven set bits, then values that are allowed. */
function isFrame([first = 0, second = 0, third = 0]: Uint8Array): boolean {
  if (first !== 0xff || (second & 0xe0) !== 0xe0 || (second & 0x18) === 0x08) return false;
  if ((second & 0xf6) === 0xf0) return true;
  return (second & 0x06) !== 0 && (third & 0xf0) !== 0xf0 && (third & 0x0c) !== 0x0c;
}

export type Silence = 'no_media' | 'deleted' | 'refused' | 'no_consent' | 'no_basis' | 'no_right';

/** Why a recording may not be played; null where it may. */
export function silenceOf(recording: {
  consent: Consent;
  basis: string | null;
  hasMedia: boolean;
  deleted: boolean;
  mayListen: boolean;
}): Silence | null {
  if (recording.consent === 'refused') return 'refused';
  if (recording.deleted) return 'deleted';
  if (!recording.hasMedia) return 'no_media';
  if (!PLAYABLE_CONSENTS.includes(recording.consent)) return 'no_consent';
  if (!recording.basis) return 'no_basis';
  return recording.mayListen ? null : 'no_right';
}

export interface ByteRange {
  start: number;
  /** Included. */
  end: number;
}

/** One range of RFC 9110; null: none asked for (or several: the whole is a right answer); `unsatisfiable`: behind the end. */
export function rangeOf(header: string | undefined, size: number): ByteRange | null | 'unsatisfiable' {
  const match = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header ?? '');
  if (!match || (match[1] === '' && match[2] === '')) return null;
  if (match[1] === '') {
    const last = Number(match[2]);
    return last === 0 || size === 0 ? 'unsatisfiable' : { start: Math.max(0, size - last), end: size - 1 };
  }
  const start = Number(match[1]);
  const end = match[2] === '' ? size - 1 : Math.min(Number(match[2]), size - 1);
  if (match[2] !== '' && Number(match[2]) < start) return null;
  return start >= size ? 'unsatisfiable' : { start, end };
}
