import { z } from 'zod';
import { text } from '#modules/activities/schema.ts';
import { Done, endpoint, Id, Instant, Named } from '#modules/team/schema.ts';
import { MOST_THEMES, MOST_WORDS, TARGETS } from '../schema.ts';

const ThemeName = text(80).min(1, 'Name the theme.');
const Words = z.array(text(60).min(2, 'A word has at least two letters.')).max(MOST_WORDS);

const Link = z.object({ id: Id, target: z.enum(TARGETS), of: Named.nullable(), linkedAt: Instant });

export const listThemes = endpoint({
  name: 'listThemes',
  method: 'GET',
  path: '/themes',
  input: z.object({}),
  output: z.object({
    items: z.array(
      Named.extend({
        words: z.array(z.string()),
        /** Insights in it, of all time, with those of themes merged into it. */
        n: z.int(),
        merged: z.array(Named),
        links: z.array(Link),
      }),
    ),
  }),
  permission: 'report:read',
  summary: 'The themes of what customers say, with the words that suggest each and what it touches.',
});

export const createTheme = endpoint({
  name: 'createTheme',
  method: 'POST',
  path: '/themes',
  input: z.object({ name: ThemeName, words: Words.default([]) }),
  output: z.object({ id: Id }),
  permission: 'record:write',
  summary: `Makes a theme. What was said with one of its words goes there by itself, until a person sorts it. At most ${MOST_THEMES}.`,
});

export const updateTheme = endpoint({
  name: 'updateTheme',
  method: 'PATCH',
  path: '/themes/:id',
  input: z.object({ id: Id, name: ThemeName.optional(), words: Words.optional() }),
  output: Done,
  permission: 'record:write',
  summary: 'Renames a theme, or changes the words that suggest it.',
});

export const deleteTheme = endpoint({
  name: 'deleteTheme',
  method: 'DELETE',
  path: '/themes/:id',
  input: z.object({ id: Id }),
  output: Done,
  permission: 'record:write',
  summary: 'Removes a theme into which no person has sorted anything; others are merged.',
});

export const mergeTheme = endpoint({
  name: 'mergeTheme',
  method: 'PUT',
  path: '/themes/:id/merge',
  input: z.object({ id: Id, into: Id.nullable() }),
  output: Done,
  permission: 'record:write',
  summary: 'Merges a theme into another one; `into: null` takes that back, with every insight where it was.',
});

export const linkTheme = endpoint({
  name: 'linkTheme',
  method: 'POST',
  path: '/themes/:id/links',
  input: z.object({ id: Id, target: z.enum(TARGETS), ofId: Id.optional() }),
  output: z.object({ id: Id }),
  permission: 'record:write',
  summary: 'Says what a theme touches: a document, an offer, a claim or the customer profile. There it stands with its counts.',
});

export const unlinkTheme = endpoint({
  name: 'unlinkTheme',
  method: 'DELETE',
  path: '/theme-links/:id',
  input: z.object({ id: Id }),
  output: Done,
  permission: 'record:write',
  summary: 'A theme no longer touches it.',
});

export const listSaidOn = endpoint({
  name: 'listSaidOn',
  method: 'GET',
  path: '/voice/on',
  input: z.object({ target: z.enum(TARGETS), ofId: Id.optional() }),
  output: z.object({
    items: z.array(
      z.object({
        theme: Named,
        linkId: Id,
        /** The last 365 days. */
        n: z.int(),
        companies: z.int(),
        against: z.int(),
        /** Objections and dislikes of the last 90 days and of the 90 before; `rising` where that is hardly chance. */
        recent: z.int(),
        before: z.int(),
        rising: z.boolean(),
        newest: z.array(z.string()),
      }),
    ),
  }),
  permission: 'report:read',
  summary: 'What customers say about a document, an offer, a claim or whom we want: the themes that touch it, counted.',
});
