/** The Express application: REST under `/api`, health and metrics, and the built client. */
import compression from 'compression';
import express, { type Express } from 'express';
import type { Logger } from 'pino';
import type { Pictures } from '../pictures/pictures.ts';
import type { Activities } from '../records/activities.ts';
import type { Comments } from '../records/comments.ts';
import type { Clips } from '../review/clips.ts';
import type { Exports } from '../review/exports.ts';
import type { Lessons } from '../review/lessons.ts';
import type { Shares } from '../review/shares.ts';
import type { Roster } from '../roster/roster.ts';
import type { Files } from '../sessions/files.ts';
import type { Sessions } from '../sessions/sessions.ts';
import type { AddressOf } from '../support/address.ts';
import type { Guard } from '../support/guard.ts';
import type { Reception } from '../uploads/reception.ts';
import { activityRoutes } from './activity-routes.ts';
import { type AuthService, authRoutes } from './auth-routes.ts';
import { authenticated, callerOf } from './caller.ts';
import { clientFiles } from './client-files.ts';
import { clipRoutes } from './clip-routes.ts';
import { commentRoutes } from './comment-routes.ts';
import { exportRoutes } from './export-routes.ts';
import { fileRoutes } from './file-routes.ts';
import { type HealthService, healthRoutes } from './health-routes.ts';
import { type IdentityService, identityRoutes } from './identity-routes.ts';
import { invitationRoutes } from './invitation-routes.ts';
import { lessonBody, lessonRoutes } from './lesson-routes.ts';
import { pictureRoutes } from './picture-routes.ts';
import { notFound, problemHandler } from './problems.ts';
import { type ProgressRecords, progressRoutes, reviewMinuteRoutes } from './progress-routes.ts';
import { createRateLimits } from './rate-limits.ts';
import { rosterRoutes } from './roster-routes.ts';
import { securityHeaders } from './security-headers.ts';
import { sessionRoutes } from './session-routes.ts';
import { sharedRoutes, shareRoutes } from './share-routes.ts';
import { tusRoutes } from './tus-routes.ts';
import { signedUploadRoutes, type UploadServices, uploadRoutes } from './upload-routes.ts';

export interface HttpServices extends IdentityService, UploadServices {
  /** Our own sign-in; undefined where people sign in elsewhere. */
  auth: AuthService | undefined;
  sessions: Sessions;
  files: Files;
  /** Supabase project that files are read from; undefined where this server has them all. */
  projectOrigin: string | undefined;
  /** Where browsers reach the other servers on the same database. */
  otherUrls: readonly string[];
  activities: Activities;
  comments: Comments;
  progress: ProgressRecords;
  roster: Roster;
  clips: Clips;
  lessons: Lessons;
  /** Takes in the voices of lessons. */
  voices: Pick<Reception, 'handle'>;
  shares: Shares;
  exports: Exports;
  pictures: Pictures;
  health: HealthService;
  addressOf: AddressOf;
  /** Comes before all else. */
  guard: Guard;
  /** Folder of the built client. */
  clientFolder: string;
  https: boolean;
  logger: Logger;
}

export function createHttpApp(services: HttpServices): Express {
  const app = express();
  const limits = createRateLimits(services.addressOf);
  app.disable('x-powered-by');
  app.use(services.guard);
  app.use(
    securityHeaders({ https: services.https, projectOrigin: services.projectOrigin, otherUrls: services.otherUrls }),
  );
  app.use(healthRoutes(services.health, limits));
  app.use(compression());

  if (services.auth) app.use('/auth/v1', authRoutes(services.auth, limits, services.logger));

  const api = express.Router();
  api.use((_request, response, next) => {
    response.setHeader('Cache-Control', 'no-store');
    next();
  });
  api.post('/sessions/:id/lessons', authenticated(services.identity), lessonBody());
  api.use(express.json({ limit: '64kb' }));
  api.use(identityRoutes(services, limits));
  api.use(['/identity/picture', '/roster/pictures', '/sessions/:id/pictures'], authenticated(services.identity));
  api.use(pictureRoutes(services.pictures, limits));
  api.use('/invitations', invitationRoutes(services.sessions, limits));
  api.use('/activities', authenticated(services.identity), activityRoutes(services.activities, limits));
  api.use(
    '/sessions',
    authenticated(services.identity),
    sessionRoutes(services.sessions, services.files, limits, (listener) => services.roster.onEnded(listener)),
  );
  api.use('/sessions', authenticated(services.identity), commentRoutes(services.comments, limits));
  api.use('/sessions', authenticated(services.identity), reviewMinuteRoutes(services.progress, limits));
  api.use('/sessions', authenticated(services.identity), clipRoutes(services.clips, limits));
  api.use('/sessions', authenticated(services.identity), lessonRoutes(services.lessons, limits));
  api.use('/lesson-voices', authenticated(services.identity), tusRoutes(services.voices, limits));
  api.use('/sessions', authenticated(services.identity), shareRoutes(services.shares, limits));
  api.use('/sessions', authenticated(services.identity), exportRoutes(services.exports, limits));
  api.use('/shared', sharedRoutes(services.shares, limits));
  api.get('/storage', authenticated(services.identity), limits.read, async (request, response) => {
    response.json(await services.files.storage(callerOf(request)));
  });
  api.use(rosterRoutes(services.roster, authenticated(services.identity), limits));
  api.use('/progress', authenticated(services.identity), progressRoutes(services.progress, limits));
  api.use('/files', fileRoutes(services.files, limits));
  api.use('/uploads/sign', signedUploadRoutes(services, limits));
  api.use('/uploads', authenticated(services.identity), uploadRoutes(services, limits));
  api.use(notFound);
  app.use('/api', api);

  app.use(clientFiles(services.clientFolder));
  app.use(notFound);
  app.use(problemHandler(services.logger));
  return app;
}
