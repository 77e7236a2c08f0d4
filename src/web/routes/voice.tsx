import { screen } from '../screen.ts';

/** What customers say, and what is hard for either team. */
export const voiceRoutes = [
  screen('/customer-voice', () => import('../screens/voice/VoiceScreen.tsx').then((file) => file.VoiceScreen)),
  screen('/challenges', () => import('../screens/voice/ChallengesScreen.tsx').then((file) => file.ChallengesScreen)),
];
