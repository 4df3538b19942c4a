import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const server = 'http://localhost:3000';

/** The page is built into dist/client, which the server serves; `npm run dev` serves it with the server beside it. */
export default defineConfig({
  root: 'client',
  plugins: [react()],
  build: {
    outDir: '../dist/client',
    emptyOutDir: true,
    target: 'es2022',
    rolldownOptions: {
      // Definitions alone: what a page does not use of them is left out of it, though they are built by calls.
      treeshake: { moduleSideEffects: [{ test: /\/shared\//, sideEffects: false }] },
    },
  },
  server: {
    proxy: { '/api': server, '/auth/v1': server, '/socket.io': { target: server, ws: true } },
  },
});
