// Builds dist/saldo-chat.js: one file, no request to anybody when it runs.
import { build } from 'esbuild';

await build({
  entryPoints: ['src/index.ts'],
  outfile: 'dist/saldo-chat.js',
  bundle: true,
  minify: true,
  format: 'esm',
  target: ['es2021'],
  legalComments: 'eof',
  logLevel: 'warning',
});
