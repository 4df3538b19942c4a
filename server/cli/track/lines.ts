/** The lines of a text that is read piece by piece, so that a file of any length needs the memory of one line. */

/** A frame of 33 points has 2 kB; whatever has lines longer than this, characters, is no keypoint track. */
export const MAX_LINE = 64_000;

/** A line that is too long to be held. */
export class LineTooLongError extends Error {
  override readonly name = 'LineTooLongError';

  constructor(line: number) {
    super(`line ${line}: longer than ${MAX_LINE} characters; a track has one frame in each line`);
  }
}

/** @throws LineTooLongError, and what reading throws */
export async function* linesOf(chunks: AsyncIterable<string>): AsyncGenerator<string> {
  let rest = '';
  let number = 1;
  for await (const chunk of chunks) {
    const parts = (rest + chunk).split('\n');
    rest = parts.pop() ?? '';
    for (const part of parts) {
      yield checked(part, number);
      number++;
    }
    checked(rest, number);
  }
  if (rest !== '') yield rest;
}

function checked(line: string, number: number): string {
  if (line.length > MAX_LINE) throw new LineTooLongError(number);
  return line;
}
