// Bundles the parts under test for Node.
import { build } from 'esbuild';

await build({
  entryPoints: ['src/wire.ts', 'src/strings.ts'],
  outdir: 'dist/test',
  bundle: true,
  format: 'esm',
  platform: 'node',
  logLevel: 'warning',
  outExtension: { '.js': '.mjs' },
});
