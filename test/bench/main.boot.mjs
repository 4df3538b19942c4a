// Where the benchmarks begin.
import { runProgram } from '../../server/program.mjs';

await runProgram(import.meta.url);
