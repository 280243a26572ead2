#!/bin/bash
# Run once by the postgres image on an empty volume: the two roles and the database of the portal.
# vpt_owner owns and migrates; vpt_app serves, owns nothing and bypasses nothing. Demo and tests do the same.
set -euo pipefail
psql --set ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname template1 \
	--set owner_password="$(cat /run/secrets/owner_password)" \
	--set app_password="$(cat /run/secrets/app_password)" <<'SQL'
CREATE ROLE vpt_owner LOGIN CREATEDB NOSUPERUSER NOCREATEROLE NOBYPASSRLS PASSWORD :'owner_password';
CREATE ROLE vpt_app LOGIN NOCREATEDB NOSUPERUSER NOCREATEROLE NOBYPASSRLS PASSWORD :'app_password';
ALTER DEFAULT PRIVILEGES FOR ROLE vpt_owner GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO vpt_app;
ALTER DEFAULT PRIVILEGES FOR ROLE vpt_owner GRANT USAGE, SELECT ON SEQUENCES TO vpt_app;
CREATE DATABASE vpt OWNER vpt_owner;
REVOKE CONNECT ON DATABASE vpt FROM PUBLIC;
GRANT CONNECT ON DATABASE vpt TO vpt_owner, vpt_app;
SQL
