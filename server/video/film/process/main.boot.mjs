// Where a process that reads one film begins.
import { runProgram } from '../../../program.mjs';

await runProgram(import.meta.url);
