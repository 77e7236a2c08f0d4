import { type Route, route } from '#platform/http/route.ts';
import { hold } from './commands/interviews.ts';
import * as themeCommands from './commands/themes.ts';
import * as interviews from './contract/interviews.ts';
import * as themes from './contract/themes.ts';
import * as voice from './contract/voice.ts';
import { readContrast, readContrastRows } from './queries/contrast.ts';
import { readInterviews } from './queries/interviews.ts';
import { readInsights, readVoiceCompanies, readVoiceDeals } from './queries/rows.ts';
import { readSaidOn, readThemes } from './queries/themes.ts';
import { readVoice } from './queries/voice.ts';

export const routes: readonly Route[] = [
  route(voice.getVoice, readVoice),
  route(voice.listInsights, readInsights),
  route(voice.listVoiceCompanies, readVoiceCompanies),
  route(voice.listVoiceDeals, readVoiceDeals),
  route(voice.getVoiceContrast, readContrast),
  route(voice.listContrastRows, readContrastRows),
  route(voice.sortInsight, themeCommands.sort),
  route(themes.listThemes, readThemes),
  route(themes.createTheme, themeCommands.addTheme),
  route(themes.updateTheme, themeCommands.changeTheme),
  route(themes.deleteTheme, themeCommands.removeTheme),
  route(themes.mergeTheme, themeCommands.merge),
  route(themes.linkTheme, themeCommands.link),
  route(themes.unlinkTheme, themeCommands.unlink),
  route(themes.listSaidOn, readSaidOn),
  route(interviews.listInterviews, readInterviews),
  route(interviews.holdInterview, hold),
];
