import preact from '@preact/preset-vite';
import { defineConfig, type Plugin } from 'vite';
import { VitePWA } from 'vite-plugin-pwa';

/** The tests' own build has one script more in the phone's page. */
const hooks: Plugin = {
  name: 'test-hooks',
  transformIndexHtml: {
    order: 'pre',
    handler: (html, { path }) =>
      path.startsWith('/app/')
        ? html.replace('</head>', '<script type="module" src="/src/test-hooks/phone.ts"></script></head>')
        : html,
  },
};

// Four faces from one workspace: two built pages, one script for the server's own pages, one service worker for the phone.
export default defineConfig(({ mode }) => ({
  plugins: [
    ...(mode === 'hooks' ? [hooks] : []),
    preact({ devToolsEnabled: false }),
    VitePWA({
      strategies: 'injectManifest',
      srcDir: 'src/sw',
      filename: 'sw.ts',
      injectRegister: false,
      manifest: false,
      injectManifest: {
        globPatterns: ['app/index.html', 'app/manifest.webmanifest', 'assets/*.{js,css,wasm}', 'icons/*'],
        globIgnores: ['**/map-*', '**/console-*', '**/customer-*', '**/maplibre*', '**/live.worker*'],
      },
    }),
  ],
  build: {
    manifest: true,
    target: 'es2022',
    chunkSizeWarningLimit: 1400,
    rollupOptions: {
      input: {
        engineer: 'app/index.html',
        console: 'console/index.html',
        customer: 'src/customer/main.ts',
      },
    },
  },
  // a bound, not a measure: it runs beside everything else (make check)
  test: { testTimeout: 30_000, environment: 'node', include: ['src/**/*.test.ts'], css: true },
}));
