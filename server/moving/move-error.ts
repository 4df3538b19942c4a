/** Why nothing is moved, or why it stopped; a sentence for the person at the keyboard. */
export class MoveError extends Error {
  override readonly name = 'MoveError';
  /** Whether nothing was begun. */
  readonly refused: boolean;

  constructor(message: string, { refused = false, cause }: { refused?: boolean; cause?: unknown } = {}) {
    super(message, { cause });
    this.refused = refused;
  }
}
