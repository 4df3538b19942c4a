// Where a worker thread begins: Node 20 does not hand the loader for TypeScript on to threads, so it is registered here.
import { fileURLToPath } from 'node:url';
import { register } from 'tsx/esm/api';

register({ tsconfig: fileURLToPath(new URL('../../tsconfig.json', import.meta.url)) });
await import('./analysis-thread.ts');
