import { plainScreen } from '../screen.ts';

export const accessRoutes = [
  plainScreen('/sign-in', () => import('../screens/access/SignInScreen.tsx').then((file) => file.SignInScreen)),
];
