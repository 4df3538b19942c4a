/** Why a text is no keypoint track: the line (from 1), the reason, and where there is one, the mend. */
export class TrackError extends Error {
  override readonly name = 'TrackError';
  readonly line: number;

  constructor(line: number, message: string) {
    super(`line ${line}: ${message}`);
    this.line = line;
  }
}
