// Where a process that makes one clip begins.
import { runProgram } from '../../program.mjs';

await runProgram(import.meta.url);
