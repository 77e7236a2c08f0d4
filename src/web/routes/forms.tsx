import { screen } from '../screen.ts';

/** Forms, what people sent by them, and simple pages. */
export const formRoutes = [
  screen('/forms', () => import('../screens/forms/FormsScreen.tsx').then((file) => file.FormsScreen)),
  screen('/forms/$id', () => import('../screens/forms/FormScreen.tsx').then((file) => file.FormScreen)),
  screen('/form-answers', () => import('../screens/forms/AnswersScreen.tsx').then((file) => file.AnswersScreen)),
  screen('/form-answers/$id', () => import('../screens/forms/AnswerScreen.tsx').then((file) => file.AnswerScreen)),
  screen('/pages', () => import('../screens/forms/PagesScreen.tsx').then((file) => file.PagesScreen)),
  screen('/pages/$id', () => import('../screens/forms/PageScreen.tsx').then((file) => file.PageScreen)),
];
