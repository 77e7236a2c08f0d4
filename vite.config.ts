import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const from = (path: string) => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  root: from('./src/web'),
  plugins: [react()],
  // Contracts import zod; the browser needs only their types (docs/decisions/0003).
  resolve: { alias: [{ find: /^zod$/, replacement: from('./src/web/zod-in-browser.ts') }] },
  build: {
    outDir: from('./dist/web'),
    emptyOutDir: true,
    target: 'es2022',
    // Inlined files would be `data:` addresses, which the content security policy refuses.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 900,
  },
  server: { port: 5173, strictPort: true, proxy: { '^/api/': 'http://127.0.0.1:3000' } },
});
