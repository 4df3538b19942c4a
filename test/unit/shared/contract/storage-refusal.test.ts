import { expect, it } from 'vitest';
import { storageRefusal } from '../../../../shared/contract/storage-refusal.ts';

/** Storage's own answers, as its sources have them. */
it.each([
  [
    400,
    '{"statusCode":"413","error":"Payload too large","message":"The object exceeded the maximum allowed size"}',
    'too_large',
    'limit',
  ],
  [413, 'Maximum size exceeded', 'too_large', 'limit'],
  [413, '', 'too_large', 'limit'],
  [
    400,
    '{"statusCode":"403","error":"Unauthorized","message":"new row violates row-level security policy"}',
    'storage_unavailable',
    'SUPABASE_SECRET_KEY',
  ],
  [
    400,
    '{"statusCode":"403","error":"Unauthorized","message":"Invalid Compact JWS"}',
    'storage_unavailable',
    'SUPABASE_SECRET_KEY',
  ],
  [
    400,
    '{"statusCode":"400","error":"InvalidSignature","message":"Invalid signature"}',
    'storage_unavailable',
    'token',
  ],
  [403, '', 'storage_unavailable', 'token'],
  [
    400,
    '{"statusCode":"404","error":"Bucket not found","message":"Bucket not found"}',
    'storage_unavailable',
    'bucket',
  ],
  [
    415,
    '{"statusCode":"415","error":"invalid_mime_type","message":"mime type text/html is not supported"}',
    'storage_unavailable',
    'kind',
  ],
  [402, '{"message":"exceed_storage_size_quota"}', 'storage_unavailable', 'plan'],
  [429, 'Too many connections', 'rate_limited', 'soon'],
])('knows %i %s', (status, body, code, hint) => {
  const refusal = storageRefusal(status, body);
  expect(refusal).toMatchObject({ code, detail: expect.stringContaining(hint) });
});

it.each([
  [undefined, 'fetch failed'],
  [500, 'Internal Server Error'],
  [400, '{"statusCode":"404","error":"not_found","message":"Object not found"}'],
])('takes %s %s for no refusal', (status, body) => {
  expect(storageRefusal(status, body)).toBeUndefined();
});
