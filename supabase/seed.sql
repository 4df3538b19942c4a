-- Nothing is seeded: people are made by the sign-in alone (GoTrue does not find rows that others put into `auth.users`), and all that
-- is kept is somebody's. `sideline start` shows an empty server; sign in there.
select 1;
