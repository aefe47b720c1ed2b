-- What each role may do; run after every migration. A role that does not exist (a bare test server) is passed over.
DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'app') AND current_user <> 'app' THEN
        GRANT USAGE ON SCHEMA public TO app;
        GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO app;
        GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO app;
        REVOKE INSERT, UPDATE, DELETE ON "__EFMigrationsHistory", seeds FROM app;
        ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO app;
        ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO app;
    END IF;
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'readonly') AND current_user <> 'readonly' THEN
        GRANT USAGE ON SCHEMA public TO readonly;
        GRANT SELECT ON ALL TABLES IN SCHEMA public TO readonly;
        ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT ON TABLES TO readonly;
        REVOKE ALL ON users, api_keys, data_protection_keys FROM readonly;
        GRANT SELECT (id, name, locked, created_at) ON users TO readonly;
    END IF;
END
$$;
