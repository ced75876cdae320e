create table if not exists sessions (
  id_hash text primary key, family text not null, seen_at integer not null, dead_at integer
);
create table if not exists cases (
  id text primary key, family text not null, state text not null, revision integer not null, body text not null,
  touched_at integer
);
create index if not exists ix_cases_family on cases (family);
create index if not exists ix_cases_touched_at on cases (touched_at); -- drafts are erased in time
create table if not exists history (
  case_id text not null references cases, revision integer not null, at integer not null, state text not null,
  event text not null, token text unique, primary key (case_id, revision)
);
