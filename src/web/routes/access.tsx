import { plainScreen, screen } from '../screen.ts';

export const accessRoutes = [
  plainScreen('/sign-in', () => import('../screens/access/SignInScreen.tsx').then((file) => file.SignInScreen)),
  plainScreen('/forgot-password', () => import('../screens/access/ForgotPasswordScreen.tsx').then((file) => file.ForgotPasswordScreen)),
  plainScreen('/reset-password', () => import('../screens/access/ResetPasswordScreen.tsx').then((file) => file.ResetPasswordScreen)),
  plainScreen('/invitation', () => import('../screens/access/InvitationScreen.tsx').then((file) => file.InvitationScreen)),
  plainScreen('/set-up', () => import('../screens/access/SetUpScreen.tsx').then((file) => file.SetUpScreen)),
  screen('/begin', () => import('../screens/access/BeginScreen.tsx').then((file) => file.BeginScreen)),
];
