import { type Route, route } from '#platform/http/route.ts';
import { giveThanks, takeThanksBack } from './commands.ts';
import * as contract from './contract.ts';
import { listWins, readStory } from './queries.ts';

export const routes: readonly Route[] = [
  route(contract.getStory, readStory),
  route(contract.listWins, listWins),
  route(contract.giveThanks, giveThanks),
  route(contract.takeThanksBack, takeThanksBack),
];
