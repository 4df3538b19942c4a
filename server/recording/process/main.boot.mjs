// Where the recording process begins.
import { runProgram } from '../../program.mjs';

await runProgram(import.meta.url);
