// For `--import` of worker threads: lets them load TypeScript. Importing `tsx` itself registers nothing in a thread on Node 20.
import { register } from 'tsx/esm/api';

register();
