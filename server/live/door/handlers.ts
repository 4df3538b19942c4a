/** What the server does for each socket request, given who asks; parsing, limits and permissions come before. */
import { SidelineError } from '../../../shared/contract/errors.ts';
import type { IceServer, RtpCapabilities, RtpParameters } from '../../../shared/contract/media.ts';
import type { User } from '../../../shared/contract/rest.ts';
import { type Action, actionSchema, type Role } from '../../../shared/contract/roles.ts';
import type { RequestName, RequestPayload, RequestReply } from '../../../shared/contract/socket.ts';
import { serverNow } from '../../clock.ts';
import type { LiveSession } from '../session/live-session.ts';
import type { Connection, Member } from '../session/member.ts';
import type { Doorkeeper } from './doorkeeper.ts';

/** A socket's place: taken by `session:join`, absent before. */
export interface Seat {
  session: LiveSession;
  member: Member;
  /** Whether the session is the caller's own. */
  owner: boolean;
}

export interface Caller {
  user: User;
  connection: Connection;
  /** Whether a place is being taken at the moment. */
  joining: boolean;
  /** The place, if the caller has joined. */
  seat: Seat | undefined;
  /** Makes the caller part of the audience; from here on, events reach it. */
  sit(seat: Seat): void;
  /** Gives the place up. */
  stand(): void;
}

export interface HandlerServices {
  doorkeeper: Doorkeeper;
  iceServers: IceServer[];
  permits(role: Role, action: Action, options?: { owner?: boolean }): boolean;
}

/** The action that a request needs; undefined where being known is enough. */
export const NEEDED_ACTION: Readonly<Record<RequestName, Action | undefined>> = {
  'session:join': undefined,
  'session:snapshot': 'watch',
  'session:leave': 'watch',
  'session:end': 'end-session',
  'clock:read': 'watch',
  'media:open': 'watch',
  'transport:create': 'watch',
  'transport:connect': 'watch',
  'transport:restart-ice': 'watch',
  'producer:create': 'publish',
  'producer:pause': 'publish',
  'producer:close': 'publish',
  'consumer:create': 'watch',
  'consumer:resume': 'watch',
  'consumer:prefer': 'watch',
  'consumer:close': 'watch',
  'picture:freeze': 'freeze',
  'picture:release': 'freeze',
  'stroke:begin': 'draw',
  'stroke:draw': 'draw',
  'stroke:end': 'draw',
  'board:undo': 'draw',
  'board:clear': 'draw',
  'coaching:correct': 'correct',
  'latency:watch': 'inspect',
  'latency:seen': 'watch',
  'athlete:pick': 'pick-athlete',
};

/** The place of a caller who must have one. */
export function seatOf(caller: Caller): Seat {
  if (!caller.seat) throw new SidelineError('out_of_order', 'Join the session first.');
  return caller.seat;
}

type Handlers = {
  [N in RequestName]: (caller: Caller, payload: RequestPayload<N>) => RequestReply<N> | Promise<RequestReply<N>>;
};

export function createHandlers({ doorkeeper, iceServers, permits }: HandlerServices): Handlers {
  const media = (caller: Caller) => seatOf(caller).member.media;
  return {
    'session:join': async (caller, request) => {
      if (caller.seat || caller.joining) {
        throw new SidelineError('out_of_order', 'This connection has joined already.');
      }
      caller.joining = true;
      try {
        const { session, admission } = await doorkeeper.admit(caller.user, request);
        const member = await session.admit(admission, caller.connection);
        const owner = session.ownerId === caller.user.id;
        caller.sit({ session, member, owner });
        return {
          participantId: member.id,
          role: member.role,
          may: actionSchema.options.filter((action) => permits(member.role, action, { owner })),
          state: session.state,
        };
      } finally {
        caller.joining = false;
      }
    },
    'session:snapshot': (caller) => seatOf(caller).session.state,
    'session:leave': (caller) => {
      seatOf(caller);
      caller.stand();
      return {};
    },
    'session:end': async (caller) => {
      await seatOf(caller).session.end('ended');
      return {};
    },

    'clock:read': (caller, { known }) => {
      if (known) seatOf(caller).member.clock = known;
      return { now: serverNow() };
    },

    'media:open': async (caller) => {
      const { generation, routerRtpCapabilities } = await seatOf(caller).session.openMedia();
      return { generation, routerRtpCapabilities: routerRtpCapabilities as RtpCapabilities, iceServers };
    },
    'transport:create': (caller, { direction }) => media(caller).createTransport(direction),
    'transport:connect': async (caller, { transportId, dtlsParameters }) => {
      await media(caller).connectTransport(transportId, dtlsParameters);
      return {};
    },
    'transport:restart-ice': async (caller, { transportId }) => ({
      iceParameters: await media(caller).restartIce(transportId),
    }),
    'producer:create': async (caller, request) => ({ producerId: await media(caller).produce(request) }),
    'producer:pause': async (caller, { producerId, paused }) => {
      await media(caller).pauseProducer(producerId, paused);
      return {};
    },
    'producer:close': (caller, { producerId }) => {
      media(caller).closeProducer(producerId);
      return {};
    },
    'consumer:create': async (caller, request) => {
      const consumer = await media(caller).consume(request);
      return { consumerId: consumer.id, kind: consumer.kind, rtpParameters: consumer.rtpParameters as RtpParameters };
    },
    'consumer:resume': async (caller, { consumerId }) => {
      await media(caller).resumeConsumer(consumerId);
      return {};
    },
    'consumer:prefer': async (caller, { consumerId, ...layers }) => {
      await media(caller).preferLayers(consumerId, layers);
      return {};
    },
    'consumer:close': (caller, { consumerId }) => {
      media(caller).closeConsumer(consumerId);
      return {};
    },

    'picture:freeze': (caller, { at }) => {
      const { session, member } = seatOf(caller);
      session.freeze(member, at);
      return {};
    },
    'picture:release': (caller) => {
      seatOf(caller).session.release();
      return {};
    },

    'stroke:begin': (caller, begin) => {
      const { session, member } = seatOf(caller);
      session.beginStroke(member, begin);
      return {};
    },
    'stroke:draw': (caller, draw) => {
      const { session, member } = seatOf(caller);
      session.drawStroke(member, draw);
      return {};
    },
    'stroke:end': async (caller, { id }) => {
      const { session, member } = seatOf(caller);
      await session.endStroke(member, id);
      return {};
    },
    'board:undo': async (caller) => {
      const { session, member } = seatOf(caller);
      await session.undoStroke(member);
      return {};
    },
    'board:clear': async (caller, { scope }) => {
      const { session, member } = seatOf(caller);
      if (scope === 'all' && !permits(member.role, 'clear-all')) {
        throw new SidelineError('forbidden', 'Only a coach may clear everyone’s ink.');
      }
      await session.clearBoard(member, scope);
      return {};
    },

    'coaching:correct': async (caller, request) => {
      await seatOf(caller).session.correct(request);
      return {};
    },

    'latency:watch': (caller, { watching }) => {
      const { session, member } = seatOf(caller);
      if (watching) session.latencyFeed.add(member.connection);
      else session.latencyFeed.remove(member.connection);
      return {};
    },
    'latency:seen': (caller, { frames }) => {
      const { session, member } = seatOf(caller);
      return { taken: session.steps.seen(member, frames) };
    },

    'athlete:pick': async (caller, { at }) => {
      const { session, member } = seatOf(caller);
      await session.pickAthlete(member, at);
      return {};
    },
  };
}
