import { screen } from '../screen.ts';

/** Questions, the monthly brief, how the teams talk. */
export const talkRoutes = [
  screen('/questions', () => import('../screens/questions/QuestionsScreen.tsx').then((file) => file.QuestionsScreen)),
  screen('/questions/$id', () => import('../screens/questions/QuestionScreen.tsx').then((file) => file.QuestionScreen)),
  screen('/briefs', () => import('../screens/briefs/BriefsScreen.tsx').then((file) => file.BriefsScreen)),
  screen('/briefs/$id', () => import('../screens/briefs/BriefScreen.tsx').then((file) => file.BriefScreen)),
  screen('/how-we-talk', () => import('../screens/briefs/TalkScreen.tsx').then((file) => file.TalkScreen)),
];
