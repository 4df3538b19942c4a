import { relative } from 'node:path';
import { defineConfig, type Plugin, type Rolldown } from 'vite';
import { compiledName, programsOf, stampCompiled } from './scripts/setup/compiled.mjs';

const root = process.cwd();
const OUT = 'dist/server';
/** What the output depends on beside the modules in it. */
const SETTINGS = ['package-lock.json', 'tsconfig.json', 'vite.server.config.ts'];

/** Relative to the root; undefined for what is no file of ours. */
function ownFile(id: string): string | undefined {
  const file = relative(root, id);
  return /^\.\.|^\0|node_modules/.test(file) ? undefined : file.replaceAll('\\', '/');
}

/** Compiled modules find files beside their source, and programs by their boot files there. */
const addresses: Plugin = {
  name: 'addresses-of-sources',
  enforce: 'pre',
  transform(code, id) {
    const file = ownFile(id);
    if (!file || !code.includes('import.meta.url')) return undefined;
    const address = `new URL('../../${file}', import.meta.url).href`;
    return { code: code.replaceAll('import.meta.url', address), map: null };
  },
};

/** Written at last: then all is there. */
const stamps: Plugin = {
  name: 'stamps',
  writeBundle(_, output) {
    for (const program of programsOf(root)) {
      const modules = modulesOf(output, `${compiledName(program)}.js`);
      const files = new Set([...modules].map(ownFile).filter((file) => file !== undefined));
      stampCompiled(root, program, [...SETTINGS, ...files].sort());
    }
  },
};

/** All modules that one of the compiled files is made of, with those of the files that it may load. */
function modulesOf(output: Rolldown.OutputBundle, name: string): Set<string> {
  const names = new Set([name]);
  const modules = new Set<string>();
  for (const each of names) {
    const file = output[each];
    if (file?.type !== 'chunk') continue;
    for (const module of file.moduleIds) modules.add(module);
    for (const imported of [...file.imports, ...file.dynamicImports]) names.add(imported);
  }
  return modules;
}

/** The server's programs, compiled into dist/server; packages stay where they are. */
export default defineConfig({
  plugins: [addresses, stamps],
  build: {
    ssr: true,
    outDir: OUT,
    emptyOutDir: true,
    copyPublicDir: false,
    target: 'node20',
    minify: false,
    sourcemap: true,
    rolldownOptions: {
      input: Object.fromEntries(programsOf(root).map((program) => [compiledName(program), program])),
      output: { entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' },
    },
  },
});
