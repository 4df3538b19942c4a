// Where the process that judges a film begins.
import { runProgram } from '../../../program.mjs';

await runProgram(import.meta.url);
