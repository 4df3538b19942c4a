/**
 * Refusals of the sign-in, by GoTrue's own codes, which its clients switch on:
 * https://supabase.com/docs/guides/auth/debugging/error-codes
 */
export const AUTH_STATUS = {
  bad_json: 400,
  validation_failed: 400,
  invalid_credentials: 400,
  refresh_token_not_found: 400,
  refresh_token_already_used: 400,
  no_authorization: 401,
  bad_jwt: 403,
  session_not_found: 403,
  otp_expired: 403,
  user_not_found: 404,
  user_already_exists: 422,
  email_exists: 422,
  same_password: 422,
  weak_password: 422,
  email_provider_disabled: 422,
  over_request_rate_limit: 429,
  over_email_send_rate_limit: 429,
  unexpected_failure: 500,
  request_timeout: 504,
} as const;

export type AuthCode = keyof typeof AUTH_STATUS;

export class AuthProblem extends Error {
  override readonly name = 'AuthProblem';
  readonly code: AuthCode;

  constructor(code: AuthCode, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.code = code;
  }
}
