import fc from 'fast-check';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { upsertCompanies } from '#modules/companies/commands/upsert.ts';
import { upsertContacts } from '#modules/contacts/commands/upsert.ts';
import { aContact } from '#modules/contacts/testing.ts';
import type { Ctx } from '#platform/context.ts';
import { type Client, openTestApp, type TestApp } from '../../../test/harness.ts';
import { claimStanding } from './commands/claim.ts';
import { say } from './commands/ledger.ts';
import { suppress } from './commands/suppressions.ts';
import { object, withdraw } from './commands/words.ts';
import { addressHash, plainSql } from './queries/address.ts';
import { permissionsOf } from './queries/person.ts';
import { standingSql, standingOf as standingsOf } from './queries/standing.ts';
import { isPlainAddress } from './rules/address.ts';
import { type Facts, type Said, standingOf } from './rules/standing.ts';
import { BLOCKS, CAUSES, GROUNDS, SPEAKERS, type Speaker, WORDS, type Word } from './schema.ts';
import { purposeNamed } from './testing.ts';

const NOW = '2026-06-01T12:00:00.000Z';
const at = (minute: number) => new Date(Date.parse('2026-01-01T00:00:00Z') + minute * 60_000).toISOString();

const aWord = fc.record({
  word: fc.constantFrom(...WORDS),
  by: fc.constantFrom(...SPEAKERS),
  minute: fc.integer({ min: 0, max: 20 }),
  own: fc.boolean(),
});
const aFact = fc.record({
  words: fc.array(aWord, { maxLength: 7 }),
  barred: fc.array(fc.record({ cause: fc.constantFrom(...CAUSES), minute: fc.integer({ min: 0, max: 20 }) }), { maxLength: 2 }),
  ground: fc.constantFrom(...GROUNDS),
  doubleOptIn: fc.boolean(),
  isCustomer: fc.boolean(),
});
type Fact = typeof aFact extends fc.Arbitrary<infer F> ? F : never;

/** Words in the order in which they were said; of one minute in the order in which they were written. */
const inOrder = ({ words }: Pick<Fact, 'words'>) => words.map((one, n) => ({ ...one, n })).sort((a, b) => a.minute - b.minute || a.n - b.n);

/** A cause that holds already is not written again. */
const oneEach = ({ barred }: Pick<Fact, 'barred'>) => barred.filter(({ cause }, n) => barred.findIndex((one) => one.cause === cause) === n);

const factsOf = (fact: Fact): Facts => ({
  isPlain: true,
  purpose: fact,
  isCustomer: fact.isCustomer,
  said: inOrder(fact).map(({ word, by, minute, own, n }): Said => {
    return { id: String(n), word, by, own, at: at(minute), until: word === 'paused' ? '2027-01-01T00:00:00.000Z' : null };
  }),
  barred: oneEach(fact)
    .sort((a, b) => a.minute - b.minute)
    .map(({ cause, minute }, n) => ({ id: `s${n}`, cause, since: at(minute) })),
  now: NOW,
});

describe('the standing of one address', () => {
  const go = (one: { word: Word; own: boolean; by: Speaker }) =>
    one.own && one.by === 'person' && (one.word === 'given' || one.word === 'confirmed');

  it('follows the last "no" until the person themselves says yes through their own address', () => {
    fc.assert(
      fc.property(aFact, (fact) => {
        const words = inOrder(fact);
        const no = words.findLastIndex(({ word }) => word === 'withdrawn' || word === 'objected');
        if (no < 0 || words.slice(no).some(go)) return;
        expect(standingOf(factsOf(fact)).allowed).toBe(false);
      }),
      { numRuns: 2_000 },
    );
  });

  it('nothing that others say changes it after a "no"', () => {
    fc.assert(
      fc.property(aFact, fc.array(aWord, { maxLength: 4 }), (fact, more) => {
        const others = more
          .filter((one) => !go(one) && one.word !== 'withdrawn' && one.word !== 'objected')
          .map((one) => ({ ...one, minute: 21 }));
        const stopped = { ...fact, words: [...fact.words, { word: 'objected' as const, by: 'person' as const, minute: 20, own: true }] };
        expect(standingOf(factsOf({ ...stopped, words: [...stopped.words, ...others] })).allowed).toBe(false);
      }),
      { numRuns: 1_000 },
    );
  });

  it('a yes of the person themselves is enough where nothing else stands against it', () => {
    fc.assert(
      fc.property(aFact, (fact) => {
        const words = [
          ...fact.words.filter(({ word }) => word !== 'paused'),
          { word: 'confirmed' as const, by: 'person' as const, minute: 21, own: true },
        ];
        const barred = fact.barred.filter(({ cause }) => cause === 'complained' || cause === 'erased');
        expect(standingOf(factsOf({ ...fact, words, barred }))).toMatchObject({ allowed: true, basis: 'consent' });
      }),
      { numRuns: 1_000 },
    );
  });

  it('without a word it rests on the ground of the purpose alone', () => {
    const none = { words: [], barred: [], doubleOptIn: true };
    const of = (ground: Fact['ground'], isCustomer: boolean) => standingOf(factsOf({ ...none, ground, isCustomer }));
    expect(of('consent', true)).toMatchObject({ allowed: false, reason: 'no_consent' });
    expect(of('relation', false)).toMatchObject({ allowed: false, reason: 'no_consent' });
    expect(of('relation', true)).toMatchObject({ allowed: true, basis: 'relation' });
    expect(of('interest', false)).toMatchObject({ allowed: true, basis: 'interest' });
  });
});

describe('the standings of many', () => {
  let app: TestApp;
  let admin: Client;
  beforeAll(async () => {
    app = await openTestApp();
    ({ admin } = await app.newWorkspace());
    app.setNow(NOW);
  });
  afterAll(() => app.close());

  /** Writes one random person: `own` words about their first address, the others about their second. */
  async function write(ctx: Ctx, fact: Fact, person: { n: number; purposeId: string }): Promise<string> {
    const [email, other] = [`p${person.n}@one.test`, `q${person.n}@one.test`];
    for (const { word, by, minute, own } of fact.words) {
      const purposeId = word === 'given' || word === 'confirmed' || word === 'withdrawn' ? person.purposeId : null;
      const until = word === 'paused' ? { until: '2027-01-01T00:00:00.000Z' } : {};
      const address = { email: own ? email : other };
      await say(ctx, [{ address, purposeId, word, by, at: at(minute), through: 'test', ...until }], { quietly: true });
    }
    for (const { cause, minute } of fact.barred)
      if (cause === 'erased')
        await sql`insert into mail_address (workspace_id, hash, email) values (${ctx.scope.workspaceId}, ${addressHash(ctx.scope.workspaceId, email)}, ${email})
          on conflict do nothing`
          .execute(ctx.tx)
          .then(() =>
            sql`insert into suppression (workspace_id, hash, cause, since) values (${ctx.scope.workspaceId}, ${addressHash(ctx.scope.workspaceId, email)},
              'erased', ${at(minute)}) on conflict do nothing`.execute(ctx.tx),
          );
      else await suppress(ctx, [{ address: { email }, cause, since: at(minute) }]);
    return email;
  }

  it('take the same for a plain address as the form for one', async () => {
    const local = fc.stringMatching(/^[a-z0-9.+_@"' ()é-]{0,12}$/);
    const given = fc.sample(
      fc.record({ local, domain: fc.stringMatching(/^[a-z0-9.-]{0,8}$/), more: fc.constantFrom(0, 0, 50, 60, 63, 250) }),
      { numRuns: 300, seed: 5 },
    );
    const addresses = given.flatMap(({ local, domain, more }) => [
      `${'a'.repeat(more)}${local}@${domain}`,
      `${local}@${'b'.repeat(more)}${domain}`,
    ]);
    for (const email of [
      `${'x'.repeat(64)}@a.test`,
      `${'x'.repeat(65)}@a.test`,
      `a@${'b'.repeat(253)}`,
      `a@${'b'.repeat(254)}`,
      'a@b',
      'a@',
    ])
      addresses.push(email);
    await app.command(admin, async (ctx) => {
      const { rows } = await sql<{ plain: boolean }>`select ${plainSql(sql`e.email`)} as plain
        from unnest(${addresses}::text[]) with ordinality as e (email, place) order by e.place`.execute(ctx.tx);
      expect(rows.map(({ plain }) => plain)).toEqual(addresses.map(isPlainAddress));
      return {};
    });
  });

  it('are those of each, for random histories', async () => {
    const facts = fc.sample(aFact, { numRuns: 50, seed: 7 });
    const people = await app.command(admin, async (ctx) => {
      const made = [];
      for (const [n, fact] of facts.entries()) {
        const { id: purposeId } = await ctx.tx
          .insertInto('mail_purpose')
          .values({
            workspace_id: ctx.scope.workspaceId,
            name: `P${n}`,
            description: 'x',
            ground: fact.ground,
            double_opt_in: fact.doubleOptIn,
            position: 10 + n,
          })
          .returning('id')
          .executeTakeFirstOrThrow();
        made.push({ n, fact, purposeId });
      }
      return made;
    });
    const seen = new Set<string>();
    await app.command(admin, async (ctx) => {
      const [customer, prospect] = await upsertCompanies(ctx, [{ values: { name: 'Customer Ltd' } }, { values: { name: 'Prospect Ltd' } }]);
      const rows = people.map(({ n, fact }) => ({
        values: {
          lastName: `P${n}`,
          emails: [{ email: `p${n}@one.test` }, { email: `q${n}@one.test` }],
          companyId: (fact.isCustomer ? customer : prospect)?.id,
        },
      }));
      await upsertContacts(ctx, rows);
      for (const { n, fact, purposeId } of people) await write(ctx, fact, { n, purposeId });
    });
    await app.context.queuePool.query(`update company set customer_status = 'customer' where name = 'Customer Ltd'`);
    for (const { n, fact, purposeId } of people) {
      const email = `p${n}@one.test`;
      const expected = standingOf(factsOf(fact));
      const [set] = await app.command(admin, (ctx) => standingsOf(ctx, { addresses: [email], purposeId }));
      const one = await app.command(admin, (ctx) => permissionsOf(ctx, addressHash(ctx.scope.workspaceId, email)));
      const single = one?.purposes.find(({ purpose }) => purpose.id === purposeId);
      const seenAs = ({
        allowed,
        reason,
        basis,
        since,
      }: {
        allowed: boolean;
        reason: string | null;
        basis: string | null;
        since: string | null;
      }) => ({
        ...{ allowed, reason, basis, since },
      });
      expect({ n, ...seenAs(set ?? never()) }).toEqual({ n, ...seenAs(expected) });
      if (single) expect(seenAs(single)).toEqual(seenAs(expected));
      seen.add(expected.reason ?? 'allowed');
    }
    expect([...seen].sort()).toEqual(expect.arrayContaining(['allowed', 'complained', 'erased', 'no_consent', 'objected', 'withdrawn']));
  });

  it('names what cannot be an address, a blocked domain, and a retired purpose', async () => {
    const purposeId = await purposeNamed(admin, 'News');
    await app.command(admin, (ctx) => suppress(ctx, [{ address: { email: 'hard@bounce.test' }, cause: 'bounced' }]));
    await app.context.queuePool.query(
      `insert into suppression (workspace_id, domain, cause, since) values ($1, 'blocked.test', 'blocked_by_hand', now())`,
      [admin.workspaceId],
    );
    const addresses = [
      'no address',
      'a@b@c.test',
      'x@blocked.test',
      'x@mail.blocked.test',
      'x@notblocked.test',
      ' HARD@bounce.test ',
      'x@y.test\r\nbcc:z@y.test',
    ];
    const rows = await app.command(admin, (ctx) => standingsOf(ctx, { addresses, purposeId }));
    expect(Object.fromEntries(rows.map(({ email, reason }) => [email, reason]))).toEqual({
      'no address': 'invalid_address',
      'a@b@c.test': 'invalid_address',
      'x@blocked.test': 'blocked_by_hand',
      'x@mail.blocked.test': 'blocked_by_hand',
      'x@notblocked.test': 'no_consent',
      'hard@bounce.test': 'bounced',
      'x@y.test\r\nbcc:z@y.test': 'invalid_address',
    });
    expect(new Set(rows.map(({ reason }) => reason)).size).toBeLessThanOrEqual(BLOCKS.length);
  });

  it('join to a query over contacts', async () => {
    const purposeId = await purposeNamed(admin, 'News');
    await aContact(admin, { emails: [{ email: 'join@one.test' }] });
    await app.command(admin, (ctx) =>
      say(ctx, [{ address: { email: 'join@one.test' }, purposeId, word: 'given', by: 'member', through: 'by_hand' }]),
    );
    const rows = await app.command(admin, async (ctx) => {
      const standing = standingSql({
        workspaceId: ctx.scope.workspaceId,
        purposeId,
        now: ctx.now,
        addresses: sql`select email from contact`,
      });
      const { rows: found } = await sql<{ allowed: boolean }>`select s.allowed from contact c join ${standing} s on s.email = c.email
        where c.email = 'join@one.test'`.execute(ctx.tx);
      return found;
    });
    expect(rows).toEqual([{ allowed: true }]);
  });

  it('nothing is claimed after an acknowledged withdrawal: 200 races', async () => {
    const purposeId = await purposeNamed(admin, 'News');
    const emails = Array.from({ length: 200 }, (_, n) => `race${n}@one.test`);
    await app.command(admin, (ctx) =>
      say(
        ctx,
        emails.map((email) => ({ address: { email }, purposeId, word: 'given' as const, by: 'person' as const, through: 'test' })),
        { quietly: true },
      ),
    );
    let [claimedFirst, withdrawnFirst] = [0, 0];
    for (const [n, email] of emails.entries()) {
      const order: string[] = [];
      let seen = true;
      const claim = app
        .command(admin, async (ctx) => {
          const [row] = await claimStanding(ctx, { addresses: [email], purposeId });
          seen = row?.allowed ?? false;
          // The claim itself, in the same transaction; read from the log of commits below.
          await sql`insert into consent_text (workspace_id, purpose_id, number, body, hash, created_at)
            select ${ctx.scope.workspaceId}, ${purposeId}, ${1000 + n}, ${email}, 'claim', clock_timestamp() where ${seen}`.execute(ctx.tx);
        })
        .then(() => order.push('claimed'));
      const leave = app
        .command(admin, async (ctx) => {
          if (n % 2) await object(ctx, { address: { email }, by: 'person', through: 'test' });
          else await withdraw(ctx, { address: { email }, purposeId, by: 'person', through: 'one_click' });
          const { rows } = await sql<{
            claimed: boolean;
          }>`select exists (select from consent_text where workspace_id = ${ctx.scope.workspaceId}
            and hash = 'claim' and body = ${email}) as claimed`.execute(ctx.tx);
          return rows[0]?.claimed ?? false;
        })
        .then((claimedBefore) => {
          order.push('left');
          return claimedBefore;
        });
      const [, claimedBefore] = await Promise.all([claim, leave]);
      // What the withdrawal saw as it was acknowledged is all that was ever claimed.
      expect(seen).toBe(claimedBefore);
      if (seen) claimedFirst += 1;
      else withdrawnFirst += 1;
    }
    expect(claimedFirst + withdrawnFirst).toBe(200);
    const after = await app.command(admin, (ctx) => claimStanding(ctx, { addresses: emails, purposeId }));
    expect(after.filter(({ allowed }) => allowed)).toEqual([]);
  }, 60_000);
});

function never(): never {
  throw new Error('an address that was asked about has no standing');
}
