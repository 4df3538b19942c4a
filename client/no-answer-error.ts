/** The server did not answer: it is gone, or the network is. Worth another try, unlike a refusal (`SidelineError`). */
export class NoAnswerError extends Error {
  override readonly name = 'NoAnswerError';
}
