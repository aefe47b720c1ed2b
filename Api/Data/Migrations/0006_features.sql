-- Switches that an administrator turns while the shop runs.
CREATE TABLE feature_flags (
    name text PRIMARY KEY,
    enabled boolean NOT NULL,
    -- For whom it is on when it is enabled: a share of users, 0 to 100.
    percentage integer NOT NULL DEFAULT 100 CHECK (percentage BETWEEN 0 AND 100),
    description text NOT NULL,
    updated_at timestamptz NOT NULL DEFAULT now()
);

INSERT INTO feature_flags (name, enabled, description) VALUES
    ('Registration', true, 'New customers may register'),
    ('Checkout', true, 'Orders may be placed'),
    ('SimilarWords', true, 'A search that finds nothing is tried again with similar words');
