/** What every step of the set-up is given and what it can say. */

/**
 * @typedef {object} SetupContext
 * @property {string} root the project's root folder
 * @property {NodeJS.ProcessEnv} env
 * @property {(line: string) => void} say prints what is being done, before something slow is done
 */

/**
 * Does one thing if it is still to be done.
 *
 * @callback Step
 * @param {SetupContext} context
 * @returns {string | undefined | Promise<string | undefined>} what was done, in a few words; nothing when nothing was to do
 */

/** The set-up cannot go on. The message says why; the advice, line by line, what a person can do about it. */
export class SetupError extends Error {
  /**
   * @param {string} message
   * @param {string[]} [advice]
   * @param {ErrorOptions} [options]
   */
  constructor(message, advice = [], options) {
    super(message, options);
    this.name = 'SetupError';
    this.advice = advice;
  }
}
