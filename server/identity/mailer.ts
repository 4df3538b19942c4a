/** Mails with links to sign in by, sent by the operator's mail server. */
import { setTimeout as wait } from 'node:timers/promises';
import { createTransport, type Transporter } from 'nodemailer';
import type { Logger } from 'pino';
import type { MailTokenType } from '../records/accounts.ts';

export interface MailerOptions {
  /** `smtp://` or `smtps://`, with user and password where the mail server wants them. */
  smtpUrl: string;
  /** Sender's address. */
  from: string;
  /** Address that people open; links lead there. */
  publicUrl: string;
  logger: Logger;
  /** A mail server that answers no sooner is given up, in ms; 10 s by default. */
  answersWithinMs?: number | undefined;
}

const TEXTS: Readonly<Record<MailTokenType, { subject: string; text: string }>> = {
  recovery: { subject: 'Choose a new password for Sideline', text: 'Open this link to choose a new password:' },
  magiclink: { subject: 'Sign in to Sideline', text: 'Open this link to sign in:' },
};

const ANSWERS_WITHIN_MS = 10_000;

export class Mailer {
  readonly #options: MailerOptions;
  readonly #transport: Transporter;
  readonly #answersWithinMs: number;
  readonly #underWay = new Set<Promise<void>>();

  constructor(options: MailerOptions) {
    this.#options = options;
    const answersWithinMs = options.answersWithinMs ?? ANSWERS_WITHIN_MS;
    this.#answersWithinMs = answersWithinMs;
    this.#transport = createTransport(
      {
        url: options.smtpUrl,
        connectionTimeout: answersWithinMs,
        greetingTimeout: answersWithinMs,
        socketTimeout: answersWithinMs,
      },
      { from: options.from },
    );
  }

  /** The mail goes out after this, so that the time of the answer does not say whether there is an account. A failure is logged. */
  sendLink(to: string, type: MailTokenType, token: string): void {
    const { publicUrl, logger } = this.#options;
    const { subject, text } = TEXTS[type];
    // Behind the #, which browsers send to nobody.
    const link = `${publicUrl}/account/link#token_hash=${token}&type=${type}`;
    const sent = this.#transport
      .sendMail({ to, subject, text: `${text}\n\n${link}\n\nIf you did not ask for it, there is nothing to do.\n` })
      .then(
        () => logger.info({ type }, 'sent a mail'),
        (error: unknown) => logger.error({ err: error, type }, 'a mail could not be sent'),
      )
      .finally(() => this.#underWay.delete(sent));
    this.#underWay.add(sent);
  }

  /** Waits for mails under way. May be called twice. */
  async close(): Promise<void> {
    await Promise.race([Promise.all(this.#underWay), wait(this.#answersWithinMs, undefined, { ref: false })]);
    this.#transport.close();
  }
}
