/** The Express application: REST under `/api`, health and metrics, and the built client. */
import compression from 'compression';
import express, { type Express } from 'express';
import type { Logger } from 'pino';
import type { InvitationPreview } from '../../shared/contract/rest.ts';
import { type ActivityService, activityRoutes } from './activity-routes.ts';
import { authenticated } from './caller.ts';
import { clientFiles } from './client-files.ts';
import { type HealthService, healthRoutes } from './health-routes.ts';
import { type IdentityService, identityRoutes } from './identity-routes.ts';
import { invitationRoutes } from './invitation-routes.ts';
import { notFound, problemHandler } from './problems.ts';
import { securityHeaders } from './security-headers.ts';
import { type SessionService, sessionRoutes } from './session-routes.ts';

export interface HttpServices {
  identity: IdentityService;
  sessions: SessionService;
  activities: ActivityService;
  invitationPreview(token: string): Promise<InvitationPreview>;
  health: HealthService;
  /** Folder of the built client. */
  clientFolder: string;
  https: boolean;
  trustProxy: boolean;
  logger: Logger;
}

export function createHttpApp(services: HttpServices): Express {
  const app = express();
  app.disable('x-powered-by');
  app.set('trust proxy', services.trustProxy ? 1 : false);
  app.use(securityHeaders({ https: services.https }));
  app.use(healthRoutes(services.health));
  app.use(compression());

  const api = express.Router();
  api.use((_request, response, next) => {
    response.setHeader('Cache-Control', 'no-store');
    next();
  });
  api.use(express.json({ limit: '64kb' }));
  api.use('/identity', identityRoutes(services.identity));
  api.use('/invitations', invitationRoutes(services.invitationPreview));
  api.use('/activities', authenticated(services.identity.verify), activityRoutes(services.activities));
  api.use('/sessions', authenticated(services.identity.verify), sessionRoutes(services.sessions));
  api.use(notFound);
  app.use('/api', api);

  app.use(clientFiles(services.clientFolder));
  app.use(notFound);
  app.use(problemHandler(services.logger));
  return app;
}
