import { sql } from 'kysely';
import type { Client, TestApp } from '../../../test/harness.ts';
import * as contract from './contract.ts';

/** The id of one of the workspace's purposes, by its name. */
export async function purposeNamed(client: Client, name: string): Promise<string> {
  const { items } = await client.call(contract.listMailPurposes, {});
  const found = items.find((one) => one.name === name);
  if (!found) throw new Error(`no purpose ${name}`);
  return found.id;
}

/** The path of the last confirmation that was mailed. */
export async function confirmationPath(app: TestApp, client: Client): Promise<string> {
  const text = await app.command(client, async ({ tx }) => {
    const { rows } = await sql<{ body_text: string }>`select body_text from mail where workspace_id = ${client.workspaceId}
      and kind = 'consent.confirmation' order by created_at desc, id desc limit 1`.execute(tx);
    return rows[0]?.body_text ?? '';
  });
  const [, path] = /https?:\/\/[^/]+(\/p\/\S+)/.exec(text) ?? [];
  if (!path) throw new Error('no confirmation was mailed');
  return path;
}

/** The value of a hidden field of a page. */
export function hiddenField(page: string, name: string): string {
  return new RegExp(`name="${name}" value="([^"]*)"`).exec(page)?.[1] ?? '';
}
