-- Of a recording or film that is whole: the server that still has to make what helps to look at it (proxy, thumbnails and so on).
-- Set in the step that makes the file whole, so that no crash forgets it; null when nothing is to be made (any more).
alter table public.session_files add column derive_on uuid;
create index on public.session_files (derive_on) where derive_on is not null;
