// Where the database's thread begins.
import { runProgram } from '../../program.mjs';

await runProgram(import.meta.url);
