// Where a process that makes one picture anew begins.
import { runProgram } from '../../program.mjs';

await runProgram(import.meta.url);
