// Where the command line begins.
import { runProgram } from '../program.mjs';

await runProgram(import.meta.url);
