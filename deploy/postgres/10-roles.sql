-- Two roles and the database, made by the superuser. Safe to repeat.
-- step2_owner migrates (and makes test databases); step2_app is web, worker and beat: it owns nothing and may not
-- change a table. What it may do to rows is given after each migration (pwpservice/grants.py).
SELECT 'CREATE ROLE step2_owner LOGIN CREATEDB'
 WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'step2_owner') \gexec
SELECT 'CREATE ROLE step2_app LOGIN'
 WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'step2_app') \gexec
SELECT 'CREATE DATABASE step2 OWNER step2_owner'
 WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = 'step2') \gexec
\connect step2
CREATE EXTENSION IF NOT EXISTS pg_stat_statements;
