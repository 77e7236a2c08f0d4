import type { InputOf } from '#platform/shared/contract.ts';
import type { Client } from '../../../test/harness.ts';
import { createTheme } from './contract/themes.ts';

export async function aTheme(client: Client, given: InputOf<typeof createTheme>): Promise<string> {
  return (await client.call(createTheme, given)).id;
}
