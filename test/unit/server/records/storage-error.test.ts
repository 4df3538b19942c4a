import { describe, expect, it } from 'vitest';
import { isOutOfConnections, translateStorageError } from '../../../../server/records/storage-error.ts';
import { SidelineError } from '../../../../shared/contract/errors.ts';

const withCode = (code: string) => Object.assign(new Error('as the driver says'), { code });

describe('failures of the database', () => {
  it.each([
    ['53100', 'storage_unavailable'],
    ['25006', 'storage_unavailable'],
    ['57P03', 'storage_unavailable'],
    ['58030', 'storage_unavailable'],
    ['08006', 'storage_unavailable'],
    ['22021', 'invalid_request'],
    ['22P05', 'invalid_request'],
    ['22008', 'invalid_request'],
  ])('%s become %s and keep their cause', (code, translated) => {
    const failure = withCode(code);
    expect(translateStorageError(failure)).toMatchObject({ code: translated, cause: failure });
  });

  it.each(['23505', '42601', '42501', '57014'])('%s stay what they are: a fault of ours', (code) => {
    const failure = withCode(code);
    expect(translateStorageError(failure)).toBe(failure);
  });

  it.each([
    withCode('53300'),
    // As Supabase's pooler and pgbouncer say it.
    Object.assign(new Error('(EMAXCONNSESSION) max clients reached in session mode'), { code: 'XX000' }),
    new Error('Max client connections reached'),
    Object.assign(new Error('no more connections allowed (max_client_conn)'), { code: '08P01' }),
  ])('say that there are no connections left: %o', (failure) => {
    expect(isOutOfConnections(failure)).toBe(true);
  });

  it.each([withCode('57P03'), withCode('08006'), 'text'])('of other kinds do not: %o', (failure) => {
    expect(isOutOfConnections(failure)).toBe(false);
  });

  it('leave what is no failure of the database alone', () => {
    const refusal = new SidelineError('not_found', 'There is no such session.');
    expect(translateStorageError(refusal)).toBe(refusal);
    expect(translateStorageError('text')).toBe('text');
  });
});
