// Where programs of benchmarks and tests begin: runs the one whose address is the first argument.
import { runProgram } from '../server/program.mjs';

const [program = ''] = process.argv.splice(2, 1);
await runProgram(program);
