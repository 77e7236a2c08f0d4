import { screen } from '../screen.ts';

/** For looking at the parts while building them; not in the product. */
export const galleryRoutes = import.meta.env.DEV
  ? [
      screen('/gallery', () => import('../screens/gallery/GalleryScreen.tsx').then((file) => file.GalleryScreen)),
      screen('/gallery/table', () => import('../screens/gallery/GalleryTableScreen.tsx').then((file) => file.GalleryTableScreen)),
      screen('/gallery/board', () => import('../screens/gallery/GalleryBoardScreen.tsx').then((file) => file.GalleryBoardScreen)),
    ]
  : [];
