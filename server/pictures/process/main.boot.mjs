// Where a process that makes one picture anew begins: the loader for TypeScript first, then the program itself.
import { fileURLToPath } from 'node:url';
import { register } from 'tsx/esm/api';

register({ tsconfig: fileURLToPath(new URL('../../../tsconfig.json', import.meta.url)) });
await import('./main.ts');
