import { createMailPurpose } from '#modules/consents/contract.ts';
import type { InputOf } from '#platform/shared/contract.ts';
import type { Client, TestApp } from '../../../test/harness.ts';
import { enrolContacts, getEnrolment, listContactTracks } from './contract/enrolments.ts';
import { createTrack, getTrack, publishTrack, saveTrackDraft, setTrackState, updateTrack } from './contract/tracks.ts';
import { emptyContent } from './rules/graph.ts';
import type { Content, TrackKind, TrackNode } from './schema.ts';

/** Tuesday morning, nine o'clock in Berlin. */
export const MORNING = '2026-03-03T08:00:00.000Z';
export const later = (hours: number, from = MORNING) => new Date(Date.parse(from) + hours * 3_600_000).toISOString();

/** A node as a test writes it; what it leaves out is as usual. */
type Written = InputOf<typeof saveTrackDraft>['content']['graph']['nodes'][number];

/** Nodes one after the other, each leading to the next; goals stand aside. */
export function aGraph(nodes: readonly Written[], edges: readonly { from: string; port: string; to: string }[] = []): Content['graph'] {
  const straight = nodes.filter(({ type }) => type !== 'goal');
  const given = new Set(edges.map(({ from }) => from));
  const row = straight.slice(1).flatMap((node, index) => {
    const from = straight[index]?.id ?? '';
    return given.has(from) || straight[index]?.type === 'end' ? [] : [{ from, port: 'next', to: node.id }];
  });
  return { nodes: nodes as TrackNode[], edges: [...row, ...edges] };
}

export const START: Written = { id: 'start', type: 'trigger', on: { event: 'by_hand' } };
export const END: Written = { id: 'end', type: 'end' };
export const days = (id: string, n: number): Written => ({ id, type: 'wait', until: { by: 'duration', span: { n, unit: 'day' } } });
export const mail = (id: string, more: object = {}): Written =>
  ({ id, type: 'mail', what: { subject: `Mail ${id}`, text: 'Hello {{ contact.first_name | fallback: "there" }}' }, ...more }) as Written;
export const tags = (id: string, ...add: string[]): Written => ({ id, type: 'tag', add });

let made = 0;

export interface TrackWish {
  kind?: TrackKind;
  nodes: readonly Written[];
  edges?: readonly { from: string; port: string; to: string }[];
  settings?: Partial<Content['settings']>;
  set?: Omit<InputOf<typeof updateTrack>, 'id'>;
  start?: boolean;
}

/** A track with this content, published, and running unless said otherwise. */
export async function aTrack(client: Client, wish: TrackWish): Promise<string> {
  const { kind = 'nurture', nodes, edges, settings, set, start = true } = wish;
  made += 1;
  const { id } = await client.call(createTrack, { name: `Track ${made}`, kind });
  if (set) await client.call(updateTrack, { id, ...set });
  await republish(client, id, {
    graph: aGraph(nodes, edges),
    settings: { ...emptyContent(kind).settings, again: { mode: 'always' }, ...settings },
  });
  if (start) await client.call(setTrackState, { id, state: 'running' });
  return id;
}

/** Saves a content as the draft and publishes it. */
export async function republish(
  client: Client,
  id: string,
  content: InputOf<typeof saveTrackDraft>['content'],
  more: { removed?: 'next' | 'stay'; moves?: Record<string, string> } = {},
) {
  const { revision } = await client.call(getTrack, { id });
  const saved = await client.call(saveTrackDraft, { id, content, revision });
  return client.call(publishTrack, { id, revision: saved.revision, ...more });
}

export async function put(client: Client, id: string, contactId: string, more: { dealId?: string } = {}): Promise<string> {
  const { enrolled, refused } = await client.call(enrolContacts, { id, contactIds: [contactId], ...more });
  const [one] = enrolled;
  if (!one) throw new Error(`not enrolled: ${JSON.stringify(refused)}`);
  return one.enrolmentId;
}

export const standing = (client: Client, id: string) => client.call(getEnrolment, { id });

/** What a person is or was on, the newest first. */
export const tracksOf = async (client: Client, contactId: string) => (await client.call(listContactTracks, { id: contactId })).items;

/** Lets time pass to an instant and everything due happen. */
export async function passTo(app: TestApp, at: string): Promise<void> {
  app.setNow(at);
  await app.tick('nurtures.advance');
  await app.runAllJobs();
}

/** Both teams, and a purpose for which mail may go to whoever is interested. */
export async function aCrew(app: TestApp) {
  app.setNow(MORNING);
  const { admin, member, workspaceId } = await app.newWorkspace();
  const [marketer, rep, lead] = [
    await member('marketer', { name: 'Mara' }),
    await member('rep', { name: 'Anna' }),
    await member('sales_lead', { name: 'Okafor' }),
  ];
  const { id: purposeId } = await admin.call(createMailPurpose, {
    name: 'Tips',
    description: 'Tips for your plant.',
    ground: 'interest',
    doubleOptIn: false,
  });
  return { admin, member, workspaceId, marketer, rep, lead, purposeId };
}
