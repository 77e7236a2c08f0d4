import { type Route, route } from '#platform/http/route.ts';
import * as briefs from './commands/briefs.ts';
import { setDigest } from './commands/time.ts';
import * as contract from './contract.ts';
import { listBriefs, readBriefById } from './queries/briefs.ts';
import { settingsOf } from './queries/settings.ts';
import { readTalk, signRows } from './queries/signs.ts';
import { otherTeamWeek } from './queries/week.ts';

export const routes: readonly Route[] = [
  route(contract.listBriefs, listBriefs),
  route(contract.getBrief, (ctx, { id }) => readBriefById(ctx, id)),
  route(contract.draftBrief, briefs.draftBrief),
  route(contract.writeBrief, briefs.writeBrief),
  route(contract.sendBrief, briefs.sendBrief),
  route(contract.readBrief, briefs.noteReading),
  route(contract.getBriefSettings, settingsOf),
  route(contract.setBriefSettings, briefs.setBriefSettings),
  route(contract.getOtherTeamWeek, otherTeamWeek),
  route(contract.setDigestByMail, setDigest),
  route(contract.getTalk, readTalk),
  route(contract.listTalk, signRows),
];
