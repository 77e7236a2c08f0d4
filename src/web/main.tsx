import '@mantine/core/styles.layer.css';
import '@mantine/dates/styles.layer.css';
import '@mantine/notifications/styles.layer.css';
import '@mantine/spotlight/styles.layer.css';
import './ui/base.css';
import { localStorageColorSchemeManager, MantineProvider } from '@mantine/core';
import { Notifications } from '@mantine/notifications';
import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { whenSignedOut } from './api.ts';
import { createQueryClient } from './data.ts';
import { paths } from './paths.ts';
import { buildRouter } from './router.tsx';
import { routes } from './routes.tsx';
import { ConfirmHost } from './ui/confirm.tsx';
import { keepFocus } from './ui/keep-focus.ts';
import { theme, tokens } from './ui/theme.ts';

const client = createQueryClient();
const router = buildRouter(client);
const colourScheme = localStorageColorSchemeManager({ key: 'truce.colour-scheme' });
const plainPaths = new Set(routes.filter((line) => line.frame === 'plain').map((line) => line.path));

keepFocus();
whenSignedOut(() => {
  if (plainPaths.has(location.pathname) || router.state.status === 'pending') return;
  client.clear();
  router.history.replace(paths.signIn(router.state.location.href));
});

const root = document.getElementById('root');
if (!root) throw new Error('index.html has no #root');
createRoot(root).render(
  <StrictMode>
    <MantineProvider theme={theme} cssVariablesResolver={tokens} colorSchemeManager={colourScheme} defaultColorScheme="auto">
      <QueryClientProvider client={client}>
        <RouterProvider router={router} />
        <ConfirmHost />
        <Notifications position="bottom-right" limit={4} />
      </QueryClientProvider>
    </MantineProvider>
  </StrictMode>,
);
