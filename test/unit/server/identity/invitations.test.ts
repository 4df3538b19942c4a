import { createLocalJWKSet } from 'jose';
import { describe, expect, it } from 'vitest';
import { Invitations } from '../../../../server/identity/invitations.ts';
import { OWN_ISSUER } from '../../../../server/identity/sign-in.ts';
import { signingKeyOf } from '../../../../server/identity/signing-key.ts';
import { TokenVerifier } from '../../../../server/identity/token-verifier.ts';
import type { Invitations as KeptInvitations } from '../../../../server/records/invitations.ts';
import type { InvitationPreview } from '../../../../shared/contract/rest.ts';
import { expired, FORGERIES, goodToken, SECRET } from '../../../support/identity/forgeries.ts';
import { tokenOf } from '../../../support/identity/own-tokens.ts';

const INVITATION = '7c9e6679-7425-40de-944b-e07fc1f90ae7';
const OWNER = { id: '3b241101-e2bb-4255-8caf-4136c566a962', name: 'Ada' };
const PREVIEW: InvitationPreview = {
  sessionId: '16fd2706-8baf-433b-82eb-8c7fada847da',
  role: 'coach',
  activity: 'squat',
  activityName: { en: 'Squat' },
  definition: null,
  ownerName: 'Ada',
  status: 'live',
  recording: null,
};
const RECIPE = {
  claims: { jti: INVITATION, session: PREVIEW.sessionId, role: PREVIEW.role },
  audience: 'sideline:invitation',
};

/** One invitation in the records, with the given standing. */
function anOffice(standing: Awaited<ReturnType<KeptInvitations['find']>> = { revoked: false, preview: PREVIEW }) {
  const records: Pick<KeptInvitations, 'create' | 'list' | 'revoke' | 'find'> = {
    create: async (_user, _session, { role, hours }) => ({
      id: INVITATION,
      role,
      expiresAt: new Date(Date.now() + hours * 3_600_000).toISOString(),
      revoked: false,
    }),
    list: async () => [],
    revoke: async () => undefined,
    find: async (id) => (id === INVITATION ? standing : undefined),
  };
  return new Invitations({ records, secret: SECRET });
}

describe('an invitation link', () => {
  it('grants its role in its session, as often as it is opened', async () => {
    const office = anOffice();
    const { token, expiresAt } = await office.create(OWNER, PREVIEW.sessionId, { role: 'coach', hours: 2 });
    const granted = { invitationId: INVITATION, sessionId: PREVIEW.sessionId, role: 'coach' };
    expect(await office.redeem(token)).toEqual(granted);
    expect(await office.redeem(token)).toEqual(granted);
    expect(await office.preview(token)).toEqual(PREVIEW);
    expect(Math.abs(Date.parse(expiresAt) - Date.now() - 7_200_000)).toBeLessThan(5_000);
  });

  it.each(FORGERIES)('is invalid when its token is $what', async ({ make }) => {
    await expect(anOffice().redeem(await make(RECIPE))).rejects.toMatchObject({ code: 'invitation_invalid' });
  });

  it('runs out', async () => {
    await expect(anOffice().redeem(await expired(RECIPE))).rejects.toMatchObject({ code: 'invitation_expired' });
  });

  it('can be taken back', async () => {
    const office = anOffice({ revoked: true, preview: PREVIEW });
    const token = await goodToken(RECIPE);
    await expect(office.redeem(token)).rejects.toMatchObject({ code: 'invitation_revoked' });
    await expect(office.preview(token)).rejects.toMatchObject({ code: 'invitation_revoked' });
  });

  it.each([
    { what: 'is in no database', claims: { ...RECIPE.claims, jti: OWNER.id } },
    { what: 'says another session than the database', claims: { ...RECIPE.claims, session: OWNER.id } },
    { what: 'says another role than the database', claims: { ...RECIPE.claims, role: 'athlete' } },
  ])('is invalid when it $what', async ({ claims }) => {
    const token = await goodToken({ ...RECIPE, claims });
    await expect(anOffice().redeem(token)).rejects.toMatchObject({ code: 'invitation_invalid' });
  });

  it('is no sign-in, and a sign-in is no invitation', async () => {
    await expect(anOffice().redeem(await tokenOf())).rejects.toMatchObject({ code: 'invitation_invalid' });
    const { publicJwk } = await signingKeyOf(SECRET);
    const verifier = new TokenVerifier({ keys: createLocalJWKSet({ keys: [publicJwk] }), issuer: OWN_ISSUER });
    await expect(verifier.verify(await goodToken(RECIPE))).rejects.toMatchObject({ code: 'unauthenticated' });
  });
});
