import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';

/** Where `npm run dev` finds the server: `cardamom serve --demo` listens there. */
const server = process.env.CARDAMOM_SERVER ?? 'http://127.0.0.1:8080';

export default defineConfig({
  base: '/console/',
  plugins: [react()],
  build: {
    target: 'es2022',
    manifest: true,
    // The script that measures the first page needs it, and a browser never asks for it.
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 700,
    // No data: addresses: the policy of the pages allows pictures from the shop only.
    assetsInlineLimit: 0,
  },
  server: {
    // The examples of docs/suppliers are what a new description begins with.
    fs: { allow: ['..'] },
    proxy: { '/v1': server, '/pictures': server, '/documents': server, '/login': server },
  },
  test: { environment: 'happy-dom', include: ['src/**/*.test.{ts,tsx}'] },
});
