import type { RequestHandler } from 'express';
import helmet from 'helmet';

export interface HeaderOptions {
  /** Whether people come by HTTPS, so that browsers may be asked to insist on it. */
  https: boolean;
  /** Supabase project that keeps recordings and films, and sends changes, such as `https://abc.supabase.co`. */
  projectOrigin: string | undefined;
  /** Where the other servers on the same database are reached: sessions run there too. */
  otherUrls: readonly string[];
}

/**
 * The pages load nothing from elsewhere, but files from where those are kept, and take part in sessions on the servers that are named. Styles may be inline, since the component library sets them on elements;
 * `blob:` serves pictures and media made in the page.
 */
export function securityHeaders({ https, projectOrigin, otherUrls }: HeaderOptions): RequestHandler[] {
  const files = projectOrigin === undefined ? [] : [projectOrigin];
  const servers = [...files, ...otherUrls].flatMap((url) => [url, url.replace(/^http/, 'ws')]);
  return [
    helmet({
      contentSecurityPolicy: {
        useDefaults: false,
        directives: {
          defaultSrc: ["'self'"],
          baseUri: ["'none'"],
          connectSrc: ["'self'", ...servers],
          fontSrc: ["'self'", 'data:'],
          formAction: ["'self'"],
          frameAncestors: ["'none'"],
          imgSrc: ["'self'", 'data:', 'blob:', ...files],
          mediaSrc: ["'self'", 'blob:', ...files],
          objectSrc: ["'none'"],
          scriptSrc: ["'self'"],
          styleSrc: ["'self'"],
        },
      },
      referrerPolicy: { policy: 'no-referrer' },
      strictTransportSecurity: https,
    }),
    (_request, response, next) => {
      response.setHeader('Permissions-Policy', 'camera=(self), microphone=(self), display-capture=()');
      next();
    },
  ];
}
